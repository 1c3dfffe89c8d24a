// Runs before the first paint, so that a chosen theme never flashes. A classic script: modules run too late.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem('evenkeel.theme');
  } catch (error) {
    console.info('Storage is blocked, so the theme follows the system.', error);
  }
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
})();
