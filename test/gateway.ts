/** What a gateway sends of an SMS that came in. */
export interface Received {
  id: string;
  from: string;
  content: string;
  sms_sent: number;
  sms_received: number;
}

/** What a gateway is handed. */
export interface Handed {
  id: string;
  to: string;
  content: string;
}

/** What the api answered to a poll. */
export interface Polled {
  status: number;
  messages: Handed[];
}

/**
 * A phone with CHT's gateway on it: it keeps what came in until the api has answered for it, sends what it is handed
 * once, however often that is, and tells at the next poll what became of it.
 */
export interface GatewayPhone {
  /** An SMS comes in; the api hears of it at the next poll. @returns its id */
  receive(from: string, content: string): string;
  /** One poll. @throws Error when the connection breaks; the news it was to tell are then told again */
  poll(apiUrl?: string): Promise<Polled>;
  /** Everything that was sent over the air, in order. */
  readonly sent: readonly Handed[];
}

let phones = 0;

/** @param login name and password of a user with the permission `can_access_gateway_api` */
export const gatewayPhone = (apiUrl: () => string, login: { name: string; password: string }): GatewayPhone => {
  const phone = ++phones;
  let waiting: Received[] = [];
  let updates: { id: string; status: string }[] = [];
  const sent: Handed[] = [];
  let count = 0;
  return {
    sent,
    receive: (from, content) => {
      const id = `gateway-${phone}-${++count}`;
      waiting.push({ id, from, content, sms_sent: Date.now() - 1000, sms_received: Date.now() });
      return id;
    },
    poll: async (url = apiUrl()) => {
      const [messages, told] = [waiting, updates];
      const response = await fetch(`${url}/api/sms`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${login.name}:${login.password}`).toString('base64')}`,
          accept: 'application/json',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ messages, updates: told }),
      });
      if (response.status !== 200) return { status: response.status, messages: [] };
      const { messages: handed } = (await response.json()) as { messages: Handed[] };
      waiting = waiting.filter(message => !messages.includes(message));
      updates = updates.filter(update => !told.includes(update));
      for (const message of handed) {
        if (sent.some(({ id }) => id === message.id)) continue;
        sent.push(message);
        for (const status of ['UNSENT', 'PENDING', 'SENT', 'DELIVERED']) updates.push({ id: message.id, status });
      }
      return { status: 200, messages: handed };
    },
  };
};
