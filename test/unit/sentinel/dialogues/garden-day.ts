/** A dialogue as CoActuem writes it: every kind of message that one person meets. */
export const gardenDay = {
  _id: 'garden_day',
  title: 'compartir_vivencias',
  initial_messages: ['a'],
  points: ['1'],
  messages: {
    a: {
      type: 'NA',
      text: { en: 'Good day!', es: '¡Buen día!', ca: 'Bon dia!', de: 'Guten Tag!' },
      wait: null,
      next: 'b',
    },
    b: {
      type: 'SA',
      text: { en: 'Mara asks: would you water her plants?' },
      vars: [
        {
          name: 'pic',
          type: 'button',
          type2: 'img',
          file_name: 'plants.jpg',
          texts: [{ en: 'Go on' }],
          values: ['ok'],
        },
      ],
      wait: null,
      next: 'c',
    },
    c: {
      type: 'SA',
      text: { en: 'How often?' },
      save: 'water_often',
      vars: [
        {
          name: 'often_1',
          type: 'button',
          texts: [{ en: 'A) daily' }, { en: 'B) weekly' }, { en: "I'd rather not say" }],
          values: ['A', 'B', 'nvr'],
        },
      ],
      wait: null,
      next: { often_1: { A: 'dA', B: 'dB', nvr: 'z' } },
    },
    dA: { type: 'NA', text: { en: 'You chose: daily.' }, wait: null, next: 'e' },
    dB: { type: 'NA', text: { en: 'You chose: weekly.' }, wait: null, next: 'e' },
    e: {
      type: 'SA',
      text: { en: 'Is that what you meant?' },
      vars: [{ name: 'v_often_1', type: 'button', texts: [{ en: 'Yes' }, { en: 'No' }], values: ['Sí', 'No'] }],
      wait: null,
      next: { v_often_1: { Sí: 'f', No: 'c' } },
    },
    f: {
      type: 'NA',
      text: { en: 'Saved. {plan}' },
      display: { plan: "'Every day, then.' if '{often_1}' == 'A' else 'Once a week, then.'" },
      wait: 1800,
      next: 'g',
    },
    g: { type: 'WA', text: { en: 'Which town? Type NO to skip.' }, save: 'area', next: null },
    z: { type: 'NA', text: { en: 'Thank you!' }, wait: null, next: null, action: 'update_rhythm' },
  },
};
