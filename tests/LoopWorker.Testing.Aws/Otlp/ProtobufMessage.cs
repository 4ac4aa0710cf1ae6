using System.Buffers.Binary;
using System.Text;

namespace LoopWorker.Testing.Aws.Otlp;

/// <summary>A message in protobuf's wire format, by the numbers of its fields. Source: protobuf.dev, "Encoding".</summary>
public sealed class ProtobufMessage
{
    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> _fields = [];

    private ProtobufMessage(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var key = Varint(ref bytes);
            var (field, type) = ((int)(key >> 3), key & 7);
            switch (type)
            {
                case 0:
                    _fields.Add((field, Varint(ref bytes), default));
                    break;
                case 1:
                    _fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref bytes, 8).Span), default));
                    break;
                case 2:
                    _fields.Add((field, 0, Take(ref bytes, (int)Varint(ref bytes))));
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, 4).Span), default));
                    break;
                default:
                    throw new FormatException($"Wire type {type} of field {field}.");
            }
        }
    }

    public static ProtobufMessage Parse(ReadOnlyMemory<byte> bytes) => new(bytes);

    public bool Has(int field) => _fields.Exists(entry => entry.Field == field);

    public ulong Number(int field) => _fields.Find(entry => entry.Field == field).Number;

    public ReadOnlyMemory<byte> Bytes(int field) => _fields.Find(entry => entry.Field == field).Bytes;

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).Span);

    public string Hexadecimal(int field) => Convert.ToHexStringLower(Bytes(field).Span);

    public ProtobufMessage Message(int field) => Parse(Bytes(field));

    public IEnumerable<ProtobufMessage> Messages(int field) =>
        _fields.Where(entry => entry.Field == field).Select(entry => Parse(entry.Bytes));

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> bytes, int count)
    {
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlyMemory<byte> bytes)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = Take(ref bytes, 1).Span[0];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }
    }
}
