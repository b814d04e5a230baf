// What crosses from Python to the page's scripts, and what these share. `tsc -p playground/ui` checks
// the scripts by it, `tests/ui/test_types.py` that Python's values have these very fields.

/** A text, a template with its values, or words of a visitor's or a model's own. */
type Words = string | number | { t: string; args: Record<string, Words> } | { own: string } | Words[];

/** In the place of a value: why there is none, or that there is nothing to show here. */
interface Value { error?: string; absent?: boolean }

interface Axis { name: string; label: Words; values: (number | string)[]; start: number }
interface Row {
  label: Words; axes: string[]; layout: "one" | "all"; note: Words; captions: Words[];
  size: "small" | "medium" | "large"; file: string;
  sprite: number; x: number; y: number; columns: number; width: number; height: number; count: number;
}
/** Grey frames, coded by what changes from one to the next. */
interface Film {
  text: string; sizes: number[]; ways: string; width: number; height: number; columns: number; lengths: number[];
}
interface StripValue extends Value { axes: Axis[]; rows: Row[]; sprites: (string | Film)[] }

interface Cursor { axis: string; xs: (number | string)[]; along: "x" | "y"; band: boolean; refs: string[]; drag: boolean; rests: boolean }
interface Frames { axes: string[]; data: Record<string, Record<string, any>>; titles: Words[]; count: number }
interface Grips {
  name: string; label: Words; colour: string; x: number; y: number; size: number;
  places: [number, number]; sizes: [number, number]; step: number; traces: number[]; fades: number[];
  round: boolean; rim: 1 | -1;
}
interface ChartValue extends Value { figure: string; cursors: Cursor[]; frames: Frames | null; grips: Grips[] }

interface Fact { label: Words; texts: Words[]; axes: string[]; tones: ("plain" | "good" | "bad")[]; help: Words }
interface FactsValue extends Value { facts: Fact[] }

interface Group {
  label: Words; options: Words[]; chosen: number | null; sprite?: string; columns?: number;
}
interface TilesValue extends Value { groups: Group[]; find: Words }

interface TableValue extends Value {
  columns: string[]; rows: (string | number)[][]; constants: Record<string, string | number>;
  file: string; errors: Record<string, string>; axis: string;
}

interface Part {
  label: Words; form: "value" | "network" | "narrowing" | "widening"; texts: Words[]; axes: string[];
  picture: [string, number] | null; ahead: number; tab: string; sign: string;
}
interface MachineValue extends Value { blocks: Part[][][]; note: Words }

interface HeadsValue extends Value {
  shape: [number, number, number, number]; scores: string; causal: boolean | null; maskable: boolean;
  temperatures: number[]; queries: Words[]; keys: Words[]; names: string[][];
  numbers: Record<string, number[][]>; axes: [Words, Words]; picture: string | null; first: Words;
  sinks: number[]; note: Words; others: Words[][]; start: [number, number, number];
}

interface StepByStepValue extends Value {
  shape: [number, number, number, number, number]; q: string; k: string; v: string; mask: boolean[][];
  queries: Words[]; keys: Words[]; temperatures: number[]; start: [number, number, number];
}

interface TokenTextValue extends Value {
  axis: string; tokens: Words[]; start: number; looked: string | null; shape: number[] | null;
  rows: Words[]; chosen: number;
}

interface Packed { int16: string; shape: number[] }
interface Density extends Row { sheet: string | Film }
interface ParticlesValue extends Value {
  axis: string; edge: number; frames: number; particles: Packed; arrows: Packed; points: Packed;
  density: Density; title: Words; note: Words;
}

interface Props<V> {
  value: V | null; group: string; view: string; heading: string; asks: boolean; height: number; controls: boolean;
  [more: string]: any;
}
/** What draws a component: its node, its properties, and ways to tell Python and to hear of changes. */
type Mount<V> = (
  element: HTMLElement, props: Props<V>, trigger: (event: string, data?: any) => void,
  watch: (name: string, act: () => void) => void,
) => void;

interface Kit {
  strip: Mount<StripValue>; chart: Mount<ChartValue>; facts: Mount<FactsValue>; tiles: Mount<TilesValue>;
  table: Mount<TableValue>; machine: Mount<MachineValue>; heads: Mount<HeadsValue>; stepByStep: Mount<StepByStepValue>;
  tokenText: Mount<TokenTextValue>; particles: Mount<ParticlesValue>;
  words(said: Words, tab?: string): string;
  number(value: number | string, tab?: string): string;
  fixed(value: number, digits: number): string;
  make(tag: string, attributes?: Record<string, any>, ...children: (Node | string | false | null | undefined)[]): any;
  at(group: string, axis: string): number;
  follow(element: HTMLElement, props: Props<any>, watch: (name: string, act: () => void) => void,
    show: (view: any, value: any) => void, draw: (view: any) => void, own?: Record<string, any>): any;
  [more: string]: any;
}
interface Window { playground: Kit; Plotly: any; gradio_config: any }
