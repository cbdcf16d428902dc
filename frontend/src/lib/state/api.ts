import type { Api } from '$lib/api/client';
import { createContext } from 'svelte';

export const [getApi, setApi] = createContext<Api>();
