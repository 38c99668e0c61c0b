/* A QR code as the path of a drawing, one unit a module. Loaded when somebody sets up a second factor. */
import { encode } from 'uqr';

export function qrPath(text: string): { size: number; path: string } {
  const { size, data } = encode(text, { ecc: 'M', border: 4 });
  let path = '';
  data.forEach((row, y) => row.forEach((dark, x) => {
    if (dark) path += `M${x} ${y}h1v1h-1z`;
  }));
  return { size, path };
}
