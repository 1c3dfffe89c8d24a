# Evenkeel without a desktop. The image holds the engine and the built dashboard; everything it keeps lies in /data.
# What is built is the same for every processor: native modules come with prebuilt binaries for all of them.
FROM --platform=$BUILDPLATFORM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-fund --no-audit
COPY . .
RUN npm run build && npm prune --omit=dev --no-fund --no-audit

FROM node:24-bookworm-slim
# A container has no keychain: tokens go to the sealed file. Inside it all addresses are its own; compose.yaml says who
# outside may reach it.
ENV NODE_ENV=production EVENKEEL_HOST=0.0.0.0 EVENKEEL_PORT=2455 EVENKEEL_DATA_DIR=/data EVENKEEL_VAULT=file
WORKDIR /app
COPY --from=build --chown=root:root /app/package.json ./
COPY --from=build --chown=root:root /app/dist ./dist
COPY --from=build --chown=root:root /app/node_modules ./node_modules
RUN install -d -o node -g node -m 700 /data && ln -s /app/dist/cli.js /usr/local/bin/evenkeel
USER node
VOLUME /data
EXPOSE 2455
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:2455/health').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/cli.js"]
CMD ["serve"]
