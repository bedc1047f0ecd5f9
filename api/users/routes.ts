import type { FastifyInstance } from 'fastify';
import { changeUser, removeUser } from './change.ts';
import { createUsers } from './create.ts';
import { listDoor, oneDoor } from './list-door.ts';
import type { UserDoorParts } from './parts.ts';

/** Addresses of users: the first version shows one place of each, later ones a list. */
const versions = [
  ['/api/v1/users', 1],
  ['/api/v2/users', 2],
  ['/api/v3/users', 2],
] as const;

/** Users: create, change, list, deactivate, one by one and many at once. */
export const userRoutes = (app: FastifyInstance, parts: UserDoorParts): void => {
  for (const [path, version] of versions) {
    app.post(path, createUsers(parts));
    app.get(path, listDoor(parts, version));
    app.get(`${path}/:name`, oneDoor(parts, version));
    app.post(`${path}/:name`, changeUser(parts));
    app.delete(`${path}/:name`, removeUser(parts));
  }
  app.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, done) => done(null, body));
};
