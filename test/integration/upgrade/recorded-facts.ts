/** What whoever opens a recorded folder has to know of it. All of it was made up for that. */
export const recordedAccounts = ['acc-a', 'acc-b', 'acc-c'].map((id) => ({
  id,
  refreshToken: `refresh-token-of-the-fake-${id}`,
}));
export const dashboardPassword = 'of a test, and of nobody';
