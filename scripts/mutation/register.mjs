import { register } from 'node:module';
import 'tsx';

register('./jest-globals-hook.mjs', import.meta.url);
