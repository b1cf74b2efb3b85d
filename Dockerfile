# For those who build images; the manifests in k8s/ need none of their own.
#   docker build -t registry.example.com/heapline .
# Then, in an overlay: the component own-image, and images: [{ name: node, newName: registry.example.com/heapline, newTag: … }]
FROM node:24-bookworm-slim AS build
WORKDIR /heapline
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN mkdir /out && node k8s/build.ts && cp k8s/base/bundle/*.cjs* k8s/base/record/record* /out/ \
 && npm sbom --omit=dev --sbom-format=spdx > /out/sbom.spdx.json

FROM gcr.io/distroless/nodejs24-debian12
COPY --from=build /out /heapline
USER 65532:65532
ENV MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=131072
ENTRYPOINT ["/nodejs/bin/node", "--max-semi-space-size=4", "--v8-pool-size=1", "/heapline/loader.cjs"]
CMD ["scrape"]
