import './jitless.ts';
import * as z from 'zod';
import { name } from './text.ts';

const minutes = (usual: number) =>
  z.number({ error: 'give minutes as a number' }).positive({ error: 'give minutes above 0' }).optional().default(usual);
const form = (usual: string) => name('name a form').optional().default(usual);

/** `dispatch`: requests for help, and the volunteers who are asked to answer them. Rounds' own. */
export const dispatch = z
  .looseObject({
    form: form('help_request').describe('The form that asks for help'),
    sms_form: name('name a form').optional().describe('Code of the form that asks for help by SMS, such as NEED'),
    application_form: form('volunteer_application').describe('The form by which somebody asks to become a volunteer'),
    confirm: z
      .enum(['manual', 'auto'], { error: 'say manual or auto' })
      .optional()
      .default('manual')
      .describe('Whether a person looks at a request before volunteers are asked'),
    assign: z
      .enum(['manual', 'first', 'nearest'], { error: 'say manual, first or nearest' })
      .optional()
      .default('manual')
      .describe('Who gets it: whom a person chooses, who offers first, or the best of those who offer in time'),
    ask: z.number().int().min(1).max(100).optional().default(7).describe('How many are asked at once'),
    enough: z.number().int().min(1).max(100).optional().default(3).describe('With so many offers nobody else is asked'),
    replace_on: z
      .array(z.enum(['decline', 'silence'], { error: 'say decline or silence' }))
      .optional()
      .default(['decline', 'silence'])
      .describe('After what another one is asked'),
    silence_minutes: minutes(10).describe('Minutes without an answer after which another one is asked'),
    gather_minutes: minutes(5).describe('With nearest: minutes from the first offer until the best is chosen'),
    answer_minutes: minutes(15).describe('Minutes that somebody who was chosen has to say that he is well and goes'),
    reconfirm_minutes: z
      .number({ error: 'give minutes as a number' })
      .min(0)
      .optional()
      .default(120)
      .describe(
        'Minutes before the time at which who goes is asked whether that still holds; who does not answer in half of them is replaced. 0: nobody is asked',
      ),
    retry_minutes: minutes(30).describe('Minutes until it is tried again when nobody was left to ask'),
    radius_km: z
      .array(z.number().positive({ error: 'give km above 0' }).max(500), { error: 'list km, such as [1, 3, 10]' })
      .min(1)
      .optional()
      .default([2, 5, 15])
      .describe('How far away volunteers are asked, the nearest first: each step once the one before has nobody left'),
    match_on: z
      .enum(['activities', 'nothing'], { error: 'say activities or nothing' })
      .optional()
      .default('activities')
      .describe('Whether only those are asked who do what is needed'),
    rest_minutes: z
      .number()
      .min(0)
      .optional()
      .default(60)
      .describe('Minutes after a mission in which nobody is asked again'),
    urgent_any_hour: z
      .boolean({ error: 'say true or false' })
      .optional()
      .default(true)
      .describe(
        'Whether an urgent request asks volunteers outside the hours that they named, once nobody else is left',
      ),
    most_a_week: z.number().int().min(1).optional().default(20).describe('How often one person is asked in a week'),
    needs: z
      .array(z.string())
      .optional()
      .default(['groceries', 'medicine', 'warm_lunch', 'invoices', 'transport', 'phone'])
      .describe('What may be asked for; the words of each are dispatch.need.<name>'),
    zone_types: z
      .array(z.string())
      .optional()
      .default(['zone'])
      .describe('Contact types of zones: their name alone is said to who is asked'),
    owners: z
      .array(name('give the name of a user'))
      .optional()
      .default([])
      .describe('Users who look after requests in turn: each new one is given to one of them who was there lately'),
    people_under: name('give the id of a place')
      .optional()
      .describe(
        'Id of the place below which volunteers and people who are helped stand where nobody says in which zone',
      ),
    currency: z.string().max(8).optional().default('').describe('In which expenses are given, such as KES'),
    map_link: z
      .string()
      .optional()
      .describe('Address of a map that volunteers are given, with {lat} and {lon}; without it they get the degrees'),
    tiles: z
      .looseObject({
        url: z.url({ protocol: /^https$/, error: 'give an address such as https://tiles.example.org/{z}/{x}/{y}.png' }),
        attribution: z.string().optional().default(''),
      })
      .optional()
      .describe('Where the map of the board has its pictures from; it draws on plain ground without'),
    sms_details: z
      .boolean()
      .optional()
      .default(false)
      .describe('Whether names and addresses may go by SMS to a volunteer without a chat'),
    archive_days: z
      .number()
      .min(0)
      .optional()
      .default(7)
      .describe('Days after which a request that was carried out is put away'),
  })
  .describe('Requests for help and volunteers; without this section there are none');

/** The section `dispatch`, checked. */
export type DispatchSettings = z.output<typeof dispatch>;
