// Written by app.wire.write_contract from app/wire/contract.py: change it there.

import {routes as pageRoutes, sent as pageSent} from './contract_page.js';
import {routes as viewRoutes, bodies as viewBodies, sent as viewSent} from './contract_view.js';
import {routes as screensRoutes, bodies as screensBodies} from './contract_screens.js';
import {routes as explainRoutes, bodies as explainBodies} from './contract_explain.js';
import {routes as teachRoutes, sent as teachSent} from './contract_teach.js';
import {routes as learnRoutes} from './contract_learn.js';
import {routes as filmRoutes, bodies as filmBodies, sent as filmSent} from './contract_film.js';

/** URLs: `base` is the page's own, `view` is `routes.view(base, token)`. */
export const routes = {
  ...pageRoutes,
  ...viewRoutes,
  ...screensRoutes,
  ...explainRoutes,
  ...teachRoutes,
  ...learnRoutes,
  ...filmRoutes,
};

/** What `numbers` of decode.js has to know of a body, by the name of its route. */
export const bodies = {
  ...viewBodies,
  ...screensBodies,
  ...explainBodies,
  ...filmBodies,
};

/** What `post` of decode.js may send to a route: media types, and bytes at most. */
export const sent = {
  ...pageSent,
  ...viewSent,
  ...teachSent,
  ...filmSent,
};
