/* Made from common/base/sms_text.def by sms_table.mjs: not to be changed here. */
export const PARTS_MAX = 10;
export const SIZES = {
  gsm7: { single: 160, part: 153 },
  ucs2: { single: 70, part: 67 },
};
export const ALPHABETS = [
  { units: 1, characters: "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà" },
  { units: 2, characters: "\f^{}\\[~]|€" },
];
