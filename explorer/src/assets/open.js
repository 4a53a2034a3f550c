// Keeps the token of the page where only pages of this host and port can read it, and leads on without a trace of the link.
localStorage.setItem('token', document.querySelector('meta[name="token"]').content);
location.replace('/');
