/** The page's element that shows the action in one of the other ways: links to it scroll there. */
export const WAYS = "ways";
