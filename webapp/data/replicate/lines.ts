/** The lines of a streamed text, each as soon as it is whole; empty ones are left out. */
export async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const parts = (rest + value).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) if (part.trim()) yield part;
    }
    if (rest.trim()) yield rest;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
