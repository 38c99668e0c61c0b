/* The workspace page: mounts the view and starts the parts. */
import './style.css';
import { render } from 'preact';
import { App } from './view/App.tsx';
import { start } from './workspace.ts';

render(<App />, document.getElementById('app')!);
void start();
