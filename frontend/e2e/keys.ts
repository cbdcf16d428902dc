import type { Locator, Page } from '@playwright/test';
import { expect } from './simulated';

const MOST = 150; // stops of the longest page

/** Whether people see where the focus is: an outline, or the ring that a field's frame has. */
const ringed = (it: Element): boolean => {
	const near = [it, it.parentElement, it.parentElement?.parentElement, it.closest('label')];
	return near.some((each) => {
		if (!each) return false;
		const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
		const outlined = outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
		return outlined || / 0px 0px 0px [1-9]/.test(boxShadow);
	});
};

interface Stop {
	readonly html: string;
	readonly ringed: boolean;
}

/** The keys of a person who has no mouse. */
export class Keys {
	constructor(private readonly page: Page) {}

	/** One after another. */
	async press(...keys: readonly string[]): Promise<void> {
		for (const key of keys) await this.page.keyboard.press(key);
	}

	type = (text: string): Promise<void> => this.page.keyboard.type(text);

	/** Here the focus is, it can be seen, and it has a name to be read out. */
	async at(target: Locator): Promise<void> {
		await expect(target).toBeFocused();
		await expect(target).toHaveAccessibleName(/\S/);
		expect(await target.evaluate(ringed), `${String(target)} shows that it has the focus`).toBe(
			true
		);
	}

	/** Goes on, or back with `Shift+Tab`, until it is there. */
	async to(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
		await expect(target).toBeVisible();
		for (let n = 0; n < MOST; n++) {
			await this.press(key);
			if (await target.evaluate((it) => it === document.activeElement)) return this.at(target);
		}
		throw new Error(`${key} never reaches ${String(target)}`);
	}

	/** Every stop of the page, up to `most`, and whether it shows that it has the focus. */
	async stops(most: number): Promise<Stop[]> {
		const found: Stop[] = [];
		while (found.length < most) {
			await this.press('Tab');
			const focus = await this.page.evaluateHandle(() => document.activeElement ?? document.body);
			const html = await focus.evaluate((it) => it.outerHTML.slice(0, 160));
			if (html.startsWith('<body')) break; // the end of the page
			found.push({ html, ringed: await focus.evaluate(ringed) });
		}
		return found;
	}
}
