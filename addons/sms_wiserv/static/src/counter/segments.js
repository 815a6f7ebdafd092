// What tools/segments.py says, for the text that is being typed. Source: 3GPP TS 23.038, 23.040.
const GSM7_BASIC = new Set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
        "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
);
const GSM7_EXTENDED = new Set("\f^{}\\[~]|€");

export function measure(text) {
    const characters = [...text];
    const isGsm7 = characters.every((char) => GSM7_BASIC.has(char) || GSM7_EXTENDED.has(char));
    const widths = characters.map((char) => (isGsm7 ? (GSM7_EXTENDED.has(char) ? 2 : 1) : char.length));
    const [alone, joined] = isGsm7 ? [160, 153] : [70, 67];
    return {
        characters: characters.length,
        encoding: isGsm7 ? "GSM-7" : "UCS-2",
        segments: count(widths, alone, joined),
    };
}

function count(widths, alone, joined) {
    if (widths.reduce((sum, width) => sum + width, 0) <= alone) {
        return widths.length ? 1 : 0;
    }
    let segments = 1;
    let room = joined;
    for (const width of widths) {
        // What takes two places is never cut by the end of a segment.
        if (width > room) {
            segments++;
            room = joined;
        }
        room -= width;
    }
    return segments;
}
