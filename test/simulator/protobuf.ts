import { PbfWriter } from 'pbf';

type Json = Readonly<Record<string, unknown>>;
type Write = (object: Json, writer: PbfWriter) => void;

/** A list of nodes or pods as kube-apiserver encodes it in protobuf; other fields are the same as in JSON. */
export function protobufList(of: 'nodes' | 'pods', list: Json): Buffer {
  return inEnvelope(
    String(list['kind']),
    (whole, inner) => {
      inner.writeMessage(1, texts({ resourceVersion: 2, continue: 3 }), json(whole['metadata']));
      for (const item of jsons(whole['items']))
        inner.writeMessage(2, of === 'pods' ? writePod : writeNode, item);
    },
    list,
  );
}

/** A Status of the API server in protobuf. */
export function protobufStatus(status: Json): Buffer {
  return inEnvelope(
    'Status',
    (whole, writer) => {
      texts({ status: 2, message: 3, reason: 4 })(whole, writer);
      writer.writeVarintField(6, Number(whole['code']));
    },
    status,
  );
}

function inEnvelope(kind: string, write: Write, object: Json): Buffer {
  const writer = new PbfWriter();
  writer.writeMessage(1, texts({ apiVersion: 1, kind: 2 }), { apiVersion: 'v1', kind });
  writer.writeMessage(2, write, object);
  return Buffer.concat([Buffer.from('k8s\0'), writer.finish()]);
}

function json(value: unknown): Json {
  return (value ?? {}) as Json;
}

function jsons(value: unknown): readonly Json[] {
  return (value ?? []) as Json[];
}

function texts(fields: Readonly<Record<string, number>>): Write {
  return (object, writer) => {
    for (const [name, number] of Object.entries(fields))
      if (typeof object[name] === 'string') writer.writeStringField(number, object[name]);
  };
}

function writeMap(number: number, map: unknown, writer: PbfWriter, isQuantity = false): void {
  for (const [key, value] of Object.entries(json(map)))
    writer.writeMessage(
      number,
      (_, inner) => {
        inner.writeStringField(1, key);
        if (isQuantity) inner.writeMessage(2, texts({ string: 1 }), { string: value });
        else inner.writeStringField(2, String(value));
      },
      {},
    );
}

const writeMetadata: Write = (metadata, writer) => {
  texts({ name: 1, namespace: 3, uid: 5 })(metadata, writer);
  writeMap(11, metadata['labels'], writer);
  writeMap(12, metadata['annotations'], writer);
  for (const owner of jsons(metadata['ownerReferences']))
    writer.writeMessage(
      13,
      (one, inner) => {
        texts({ kind: 1, name: 3, uid: 4, apiVersion: 5 })(one, inner);
        inner.writeBooleanField(6, one['controller'] === true);
      },
      owner,
    );
  // A reader skips fields that it does not know: managedFields, as long as those of a real object.
  for (const managed of jsons(metadata['managedFields']))
    writer.writeMessage(17, (one, inner) => inner.writeStringField(1, JSON.stringify(one)), managed);
};

const writeResources: Write = (resources, writer) => {
  writeMap(1, resources['limits'], writer, true);
  writeMap(2, resources['requests'], writer, true);
};

const writeContainer: Write = (container, writer) => {
  texts({ name: 1, image: 2, restartPolicy: 24 })(container, writer);
  writer.writeMessage(8, writeResources, json(container['resources']));
};

const writeStatus: Write = (status, writer) => {
  texts({ name: 1 })(status, writer);
  writer.writeBooleanField(4, status['ready'] === true);
  writer.writeVarintField(5, Number(status['restartCount'] ?? 0));
};

const writePod: Write = (pod, writer) => {
  writer.writeMessage(1, writeMetadata, json(pod['metadata']));
  writer.writeMessage(
    2,
    (spec, inner) => {
      for (const one of jsons(spec['containers'])) inner.writeMessage(2, writeContainer, one);
      texts({ nodeName: 10 })(spec, inner);
      inner.writeBooleanField(11, spec['hostNetwork'] === true);
      for (const one of jsons(spec['initContainers'])) inner.writeMessage(20, writeContainer, one);
      writeMap(32, spec['overhead'], inner, true);
      if (spec['resources']) inner.writeMessage(40, writeResources, json(spec['resources']));
    },
    json(pod['spec']),
  );
  writer.writeMessage(
    3,
    (status, inner) => {
      texts({ phase: 1, qosClass: 9 })(status, inner);
      for (const one of jsons(status['containerStatuses'])) inner.writeMessage(8, writeStatus, one);
      for (const one of jsons(status['initContainerStatuses'])) inner.writeMessage(10, writeStatus, one);
    },
    json(pod['status']),
  );
};

const writeNode: Write = (node, writer) => {
  writer.writeMessage(1, writeMetadata, json(node['metadata']));
  writer.writeMessage(
    2,
    (spec, inner) => inner.writeBooleanField(4, spec['unschedulable'] === true),
    json(node['spec']),
  );
  writer.writeMessage(3, writeNodeStatus, json(node['status']));
};

const writeNodeStatus: Write = (status, writer) => {
  writeMap(1, status['capacity'], writer, true);
  writeMap(2, status['allocatable'], writer, true);
  for (const one of jsons(status['conditions']))
    writer.writeMessage(4, texts({ type: 1, status: 2, reason: 5 }), one);
  for (const one of jsons(status['addresses'])) writer.writeMessage(5, texts({ type: 1, address: 2 }), one);
  const { kubeletEndpoint } = json(status['daemonEndpoints']);
  if (kubeletEndpoint)
    writer.writeMessage(
      6,
      (_, inner) =>
        inner.writeMessage(
          1,
          (one, port) => port.writeVarintField(1, Number(one['Port'])),
          json(kubeletEndpoint),
        ),
      {},
    );
  writer.writeMessage(7, writeNodeInfo, json(status['nodeInfo']));
};

const writeNodeInfo: Write = (info, writer) => {
  texts({ kubeletVersion: 7, operatingSystem: 9, architecture: 10 })(info, writer);
  const { capacity } = json(info['swap']);
  if (capacity !== undefined)
    writer.writeMessage(11, (_, inner) => inner.writeVarintField(1, Number(capacity)), {});
};
