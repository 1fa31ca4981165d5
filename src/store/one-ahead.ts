/** The next answer is on its way while one is looked at. */
export async function* oneAhead<T, U>(questions: readonly T[], ask: (question: T) => Promise<U>): AsyncGenerator<U> {
  let next: Promise<U> | undefined;
  for (const [i, question] of questions.entries()) {
    const answer = next ?? ask(question);
    const following = questions[i + 1];
    next = following === undefined ? undefined : ask(following);
    next?.catch(() => {}); // thrown where its turn is
    yield await answer;
  }
}
