# syntax=docker/dockerfile:1
# Not 24.21.0, which does not tell which certificates came beside a caller's own.
ARG NODE=24.20.0-bookworm
FROM node:${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY .ci/object-wrap.h ./.ci/
# No package runs a script but the embedded store, which is compiled from what the lock file vouches for: a fetched build would be vouched for by nobody.
RUN npm ci --ignore-scripts --no-fund --no-audit && CXXFLAGS='-include ../../../.ci/object-wrap.h' npm rebuild better-sqlite3 --build-from-source
COPY tsconfig.json ./
COPY src ./src
RUN npm run build && chmod 755 dist/main.js && npm prune --omit=dev --ignore-scripts --no-fund --no-audit

FROM node:${NODE}-slim
ENV NODE_ENV=production SLOTGUARD_SERVER_HOST=0.0.0.0 SLOTGUARD_STORE_URL=sqlite:/var/lib/slotguard/slotguard.db SQLITE_TMPDIR=/var/lib/slotguard
WORKDIR /app
RUN install -d -o node -g node /var/lib/slotguard && ln -s /app/dist/main.js /usr/local/bin/slotguard
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY config ./config
COPY rules ./rules
# node, by number: a cluster that demands a user other than root cannot look names up.
USER 1000:1000
VOLUME /var/lib/slotguard
EXPOSE 8080
# Asks without TLS or with it, whichever is spoken; where callers must show a certificate, being asked for one is an answer.
# A port other than 8080 is known to it by SLOTGUARD_SERVER_PORT only, not by a configuration file.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "const env = process.env, ask = (by, otherwise) => require(by).get({ host: '127.0.0.1', port: env.SLOTGUARD_SERVER_PORT || 8080, path: '/healthz', rejectUnauthorized: false }, (r) => process.exit(r.statusCode === 200 ? 0 : 1)).on('error', ({ code }) => /CERTIFICATE_REQUIRED/.test(code) ? process.exit(0) : otherwise()); const [first, second] = env.SLOTGUARD_SERVER_TLS_CERTIFICATE_FILE ? ['https', 'http'] : ['http', 'https']; ask(first, () => ask(second, () => process.exit(1)))"]
# It listens on every network of the container, so it starts with TLS only (server.tls), or with SLOTGUARD_SERVER_PLAIN_HTTP=anywhere where a proxy or
# a private network keeps secret what is said. Nobody may do anything until access.callers names callers, or access.anonymous says what anybody may do.
# Nothing is written but there: docker run --read-only --cap-drop ALL --security-opt no-new-privileges -v slotguard:/var/lib/slotguard ...
ENTRYPOINT ["slotguard"]
CMD ["serve"]
