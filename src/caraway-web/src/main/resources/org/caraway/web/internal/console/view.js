// The libraries, which are classic scripts, as a module.

const { h, render } = window.preact;
const { useCallback, useEffect, useMemo, useRef, useState } = window.preactHooks;
const html = window.htm.bind(h);

export { html, render, useCallback, useEffect, useMemo, useRef, useState };
