/** Words of passwords, links to log in and leaving, in English. */
export const access: Record<string, string> = {
  'password.title': 'Choose a password of your own',
  'password.why': 'Somebody else set the password you logged in with. Choose one that only you know.',
  'password.current': 'Password until now',
  'password.new': 'New password',
  'password.again': 'New password once more',
  'password.rule.long': 'At least {{count, number}} characters',
  'password.rule.hard':
    'Hard to guess: longer, with capitals, digits and other signs, without common words or your name',
  'password.met': 'Fulfilled:',
  'password.unmet': 'Not yet:',
  'password.go': 'Save and go on',
  'password.going': 'Saving…',
  'password.back': 'Back to the login',
  'password.wrong': 'The user name or the password until now is not right.',
  'password.short': 'The new password is too short.',
  'password.weak': 'The new password is too easy to guess.',
  'password.same': 'The new password must be another than the one until now.',
  'password.differ': 'The two new passwords are not the same.',
  'password.offline': 'The server cannot be reached. A new password needs a network.',
  'link.title': 'Logging in with your link',
  'link.going': 'One moment…',
  'link.invalid': 'This link does not work, or was used before. Ask for a new one.',
  'link.expired': 'This link was for one day, which is over. Ask for a new one.',
  'link.offline': 'The server cannot be reached. The link stays as it is; try again when there is a network.',
  'link.login': 'Log in with a password',
  'logout.remove': 'Also remove my data from this phone',
  'logout.remove.hint':
    'For a phone that others use too. Your next login fetches everything again and needs a network.',
  'logout.remove.lost_one':
    '{{count, number}} change is not on the server. Removed from this phone, it is lost for ever.',
  'logout.remove.lost_other':
    '{{count, number}} changes are not on the server. Removed from this phone, they are lost for ever.',
  'logout.remove.go': 'Log out and remove',
  'logout.remove.failed': 'Your data could not be removed. Close the other tabs of Rounds and try again.',
};
