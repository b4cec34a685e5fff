// Runs in the page's HTML before anything is painted: theme and size of type as they were left.
// Afterwards theme.js and large.js keep them.
{
  const recall = name => {
    try {
      return localStorage.getItem(`attention-viewer-${name}`);
    } catch {
      return null; // denied, as in a frame of another site
    }
  };
  const theme = recall('theme') ?? new URLSearchParams(location.search).get('__theme');
  const system = matchMedia('(prefers-color-scheme: dark)').matches;
  const {classList} = document.body;
  classList.toggle('dark', theme === 'dark' || (theme !== 'light' && system));
  classList.toggle('av-large', recall('type') === 'large');
}
