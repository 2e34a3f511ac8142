"""Checks the format of payloads against Google Tink itself, both ways.

    pip install tink==1.16.1
    python3 scripts/data/tinkVectors.py make   writes test/sdk/crypto/vectors/tinkStreaming.json: Tink seals, Salus opens (npm test)
    python3 scripts/data/tinkVectors.py open   Tink opens what Salus sealed, in test/sdk/crypto/vectors/salus.json
"""

import importlib.metadata
import io
import json
import pathlib
import sys

import tink
from tink import secret_key_access, streaming_aead
from tink.proto import aes_gcm_hkdf_streaming_pb2, common_pb2, tink_pb2

VECTORS = pathlib.Path(__file__).parents[2] / 'test/sdk/crypto/vectors'
TYPE = 'type.googleapis.com/google.crypto.tink.AesGcmHkdfStreamingKey'
SIZES = [(1 << 20, size) for size in (0, 1, 100)] + [
    (256, size) for size in (199, 200, 201, 439, 440, 441, 680, 1000)
] + [(4096, size) for size in (0, 4040, 4041)]


def primitive(data_key, segment_bytes):
    key = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKey(
        version=0,
        params=aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingParams(
            ciphertext_segment_size=segment_bytes,
            derived_key_size=32,
            hkdf_hash_type=common_pb2.SHA256,
        ),
        key_value=data_key,
    )
    keyset = tink_pb2.Keyset(
        primary_key_id=1,
        key=[
            tink_pb2.Keyset.Key(
                key_id=1,
                status=tink_pb2.ENABLED,
                output_prefix_type=tink_pb2.RAW,
                key_data=tink_pb2.KeyData(
                    type_url=TYPE,
                    key_material_type=tink_pb2.KeyData.SYMMETRIC,
                    value=key.SerializeToString(),
                ),
            )
        ],
    )
    handle = tink.proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN)
    return handle.primitive(streaming_aead.StreamingAead)


def plaintext(size):
    return bytes((31 * i + 7) % 251 for i in range(size))


class KeptOpen(io.BytesIO):
    """Tink closes the stream that it writes to."""

    def close(self):
        pass


def seal(aead, data, associated_data):
    sink = KeptOpen()
    with aead.new_encrypting_stream(sink, associated_data) as stream:
        stream.write(data)
    return sink.getvalue()


def make():
    data_key = bytes(range(32))
    associated_data = bytes([0x11] * 32) + (3).to_bytes(4, 'big')
    vectors = [
        {
            'segmentBytes': segment,
            'plaintextBytes': size,
            'ciphertext': '0x' + seal(primitive(data_key, segment), plaintext(size), associated_data).hex(),
        }
        for segment, size in SIZES
    ]
    document = {
        'source': f'Google Tink (PyPI tink {importlib.metadata.version("tink")}), AesGcmHkdfStreamingKey, SHA-256, '
        '32-byte derived key',
        'plaintext': 'byte i is (31 i + 7) mod 251',
        'dataKey': '0x' + data_key.hex(),
        'associatedData': '0x' + associated_data.hex(),
        'vectors': vectors,
    }
    (VECTORS / 'tinkStreaming.json').write_text(json.dumps(document, indent=2) + '\n')


def open_ours():
    ours = json.loads((VECTORS / 'salus.json').read_text())['payload']
    data_key = bytes.fromhex(ours['dataKey'][2:])
    associated_data = bytes.fromhex(ours['associatedData'][2:])
    for vector in ours['vectors']:
        aead = primitive(data_key, vector['segmentBytes'])
        sealed = bytes.fromhex(vector['ciphertext'][2:])
        with aead.new_decrypting_stream(io.BytesIO(sealed), associated_data) as stream:
            opened = stream.read()
        if opened != plaintext(vector['plaintextBytes']):
            sys.exit(f"Tink opens {vector['plaintextBytes']} bytes to something else")
    print(f"Tink opened all {len(ours['vectors'])} payloads that Salus sealed.")


if __name__ == '__main__':
    streaming_aead.register()
    {'make': make, 'open': open_ours}[sys.argv[1]]()
