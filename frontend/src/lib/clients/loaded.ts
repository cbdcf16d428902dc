import type { LoadedModel } from '$lib/api/types';
import { memorySize } from '$lib/ui/format';
import { tint } from '$lib/ui/tint';
import type { Segment } from '$lib/ui/types';

/** The parts of a memory bar that loaded models take: of the GPU, or what lies beside it in RAM. */
export function segmentsOf(loaded: readonly LoadedModel[], where: 'gpu' | 'ram'): Segment[] {
	return loaded
		.map((model) => ({
			name: model.name,
			value: where === 'gpu' ? model.size_vram : model.size - model.size_vram,
			colour: tint(model.name)
		}))
		.filter((segment) => segment.value > 0)
		.map((segment) => ({ ...segment, detail: memorySize(segment.value) }));
}

/** Where a loaded model lies: `GPU`, `CPU`, or how much of it is on the GPU. */
export function placement(model: LoadedModel): string {
	if (model.size_vram >= model.size) return 'GPU';
	if (model.size_vram <= 0) return 'CPU';
	return `${Math.round((model.size_vram / model.size) * 100)}% GPU`;
}
