"""Archives and images for the inputs that fuzz targets start from, made in memory."""

import binascii
import io
import struct
import tarfile
import zipfile
import zlib


def tar(files, mode="w", format=tarfile.PAX_FORMAT, links=()):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=format) as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode() if isinstance(text, str) else text))
        for name, target, kind in links:
            member = tarfile.TarInfo(name)
            member.linkname, member.type = target, kind
            archive.addfile(member)
    return out.getvalue()


def zipped(files, method=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text, method)
    return out.getvalue()


def locked(name, data, password=b"infected"):
    """A ZIP of one stored file with the encryption that Python's zipfile only reads (APPNOTE.TXT 6.1)."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def crc_of(crc, byte):
        return ~binascii.crc32(bytes([byte]), ~crc & 0xFFFFFFFF) & 0xFFFFFFFF

    def update(byte):
        keys[0] = crc_of(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc_of(keys[2], keys[1] >> 24)

    for byte in password:
        update(byte)
    crc = binascii.crc32(data)
    packed = bytearray()
    for byte in bytes(11) + bytes([crc >> 24]) + data:
        mask = (keys[2] | 2) & 0xFFFF
        packed.append(byte ^ ((mask * (mask ^ 1) >> 8) & 0xFF))
        update(byte)
    common = struct.pack("<HHHHHIIIHH", 20, 1, 0, 0, 33, crc, len(packed), len(data), len(name), 0)
    local = b"PK\3\4" + common + name.encode() + bytes(packed)
    directory = b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name.encode()
    return local + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(directory), len(local), 0)


def png(width, height, color_type, rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", binascii.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, color_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
