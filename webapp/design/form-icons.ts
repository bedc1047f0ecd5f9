import { Camera, Eraser, File, LocateFixed, Mic, Paperclip, PenLine, ScanBarcode, Timer, Video } from 'lucide';
import { addIcons } from './icons.ts';

addIcons({
  camera: Camera,
  eraser: Eraser,
  file: File,
  'locate-fixed': LocateFixed,
  mic: Mic,
  paperclip: Paperclip,
  'pen-line': PenLine,
  'scan-barcode': ScanBarcode,
  timer: Timer,
  video: Video,
});
