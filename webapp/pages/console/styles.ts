export { consoleStyles } from '../../design/console.ts';
