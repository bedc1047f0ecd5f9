import {
  ArrowLeft,
  Baby,
  Ban,
  Bell,
  BellOff,
  Building2,
  Calendar,
  CalendarClock,
  Check,
  CheckCheck,
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  ChevronUp,
  Circle,
  CircleAlert,
  CircleCheck,
  CircleMinus,
  CircleX,
  ClipboardCheck,
  ClipboardList,
  ClipboardPlus,
  Clock,
  Cloud,
  CloudAlert,
  CloudCheck,
  CloudDownload,
  CloudOff,
  CloudUpload,
  Download,
  Eye,
  EyeOff,
  FileText,
  HardDrive,
  Hash,
  HeartPulse,
  Hospital,
  Hourglass,
  House,
  HousePlus,
  type IconNode,
  Info,
  Languages,
  ListFilter,
  LockKeyhole,
  LogIn,
  LogOut,
  MapPin,
  Menu,
  MessageSquare,
  MessageSquarePlus,
  Milestone,
  Pencil,
  Phone,
  Plus,
  RadioTower,
  RefreshCw,
  RotateCw,
  Search,
  Send,
  Sprout,
  Star,
  Target,
  Trash2,
  TrendingUp,
  TriangleAlert,
  Undo2,
  User,
  UserPlus,
  Users,
  Workflow,
  X,
} from 'lucide';

/**
 * The pictures of the app, bundled so that no request leaves the phone: those of Lucide (ISC), 24 by 24, in strokes.
 */
const pictures = {
  house: House,
  users: Users,
  'trending-up': TrendingUp,
  user: User,
  baby: Baby,
  'building-2': Building2,
  'map-pin': MapPin,
  hospital: Hospital,
  search: Search,
  x: X,
  check: Check,
  'check-check': CheckCheck,
  'radio-tower': RadioTower,
  'message-square-plus': MessageSquarePlus,
  'rotate-cw': RotateCw,
  workflow: Workflow,
  'chevron-right': ChevronRight,
  'chevron-left': ChevronLeft,
  'chevron-down': ChevronDown,
  'chevron-up': ChevronUp,
  'arrow-left': ArrowLeft,
  menu: Menu,
  'refresh-cw': RefreshCw,
  cloud: Cloud,
  'cloud-off': CloudOff,
  'cloud-upload': CloudUpload,
  'cloud-alert': CloudAlert,
  'cloud-check': CloudCheck,
  'cloud-download': CloudDownload,
  bell: Bell,
  'bell-off': BellOff,
  phone: Phone,
  'message-square': MessageSquare,
  calendar: Calendar,
  'calendar-clock': CalendarClock,
  clock: Clock,
  'file-text': FileText,
  'clipboard-check': ClipboardCheck,
  'clipboard-list': ClipboardList,
  'clipboard-plus': ClipboardPlus,
  plus: Plus,
  'user-plus': UserPlus,
  'house-plus': HousePlus,
  pencil: Pencil,
  'log-out': LogOut,
  languages: Languages,
  info: Info,
  'triangle-alert': TriangleAlert,
  'circle-alert': CircleAlert,
  'circle-check': CircleCheck,
  'circle-x': CircleX,
  eye: Eye,
  'eye-off': EyeOff,
  'hard-drive': HardDrive,
  'trash-2': Trash2,
  'undo-2': Undo2,
  star: Star,
  send: Send,
  hourglass: Hourglass,
  ban: Ban,
  'list-filter': ListFilter,
  'heart-pulse': HeartPulse,
  'circle-minus': CircleMinus,
  download: Download,
  'lock-keyhole': LockKeyhole,
  'log-in': LogIn,
  hash: Hash,
  milestone: Milestone,
  sprout: Sprout,
  circle: Circle,
  target: Target,
} as const satisfies Record<string, IconNode>;

/** Pictures that come with the part of the app which shows them. */
type LaterIcon =
  | 'camera'
  | 'eraser'
  | 'file'
  | 'locate-fixed'
  | 'mic'
  | 'paperclip'
  | 'pen-line'
  | 'scan-barcode'
  | 'timer'
  | 'video';

/** Name of a picture. */
export type IconName = keyof typeof pictures | LaterIcon;

const written = (picture: IconNode): string =>
  picture
    .map(([tag, attributes]) => {
      const inner = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
      return `<${tag} ${inner.join(' ')}/>`;
    })
    .join('');

const inside: Partial<Record<IconName, string>> = {};

/** What is inside the `svg` of each picture. */
export const icons: Readonly<Partial<Record<IconName, string>>> = inside;

/** Brings more pictures, before the first of them is shown. */
export const addIcons = (more: Readonly<Partial<Record<IconName, IconNode>>>): void => {
  for (const [name, picture] of Object.entries(more)) inside[name as IconName] = written(picture);
};

addIcons(pictures);
