# syntax=docker/dockerfile:1
FROM node:24-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-fund --no-audit
COPY tsconfig.json ./
COPY src ./src
RUN npm run build && chmod 755 dist/main.js && npm prune --omit=dev --no-fund --no-audit

FROM node:24-bookworm-slim
ENV NODE_ENV=production SLOTGUARD_SERVER_HOST=0.0.0.0 SLOTGUARD_STORE_URL=sqlite:/var/lib/slotguard/slotguard.db SQLITE_TMPDIR=/var/lib/slotguard
WORKDIR /app
RUN install -d -o node -g node /var/lib/slotguard && ln -s /app/dist/main.js /usr/local/bin/slotguard
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY config ./config
COPY rules ./rules
USER node
VOLUME /var/lib/slotguard
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.SLOTGUARD_SERVER_PORT || 8080) + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Run with a read-only root file system: docker run --read-only -v slotguard:/var/lib/slotguard ...
ENTRYPOINT ["slotguard"]
CMD ["serve"]
