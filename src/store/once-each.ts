/** Asked again, the same question has the same answer: streams of a store ask one after the other what is answered for all. */
export function onceEach<Q, A>(ask: (question: Q) => Promise<A>): (question: Q) => Promise<A> {
  const asked = new Map<string, Promise<A>>();
  return (question) => {
    const key = JSON.stringify(question);
    const answer = asked.get(key) ?? ask(question);
    asked.set(key, answer);
    return answer;
  };
}
