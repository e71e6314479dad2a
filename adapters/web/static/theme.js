// Set the chosen theme before anything is painted; without a choice the system's holds.
try {
  const chosen = JSON.parse(localStorage.getItem("muster.theme"));
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // A browser that keeps nothing shows the system's theme.
}
