using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using LoopWorker.Messages;

namespace LoopWorker.Loop.Events;

/// <summary>
/// Fields one after another on a pooled buffer, so framed that no two different rows of fields give the same bytes:
/// a text has its length before it (-1 if absent), a number has 8 bytes, little-endian.
/// </summary>
public sealed class CanonicalFields : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1024);
    private int _length;

    internal ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    public void Add(string? text)
    {
        var length = text is null ? -1 : Encoding.UTF8.GetByteCount(text);
        BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), length);
        if (text is not null)
            Encoding.UTF8.GetBytes(text, Room(length));
    }

    public void Add(ulong number) => BinaryPrimitives.WriteUInt64LittleEndian(Room(sizeof(ulong)), number);

    public void Add(double number) => Add(BitConverter.DoubleToUInt64Bits(number));

    public void Add(DateTimeOffset time) => Add((ulong)time.UtcTicks);

    /// <summary>Whether there is a position, and the position.</summary>
    public void Add(Position? position)
    {
        Add(position is null ? 0UL : 1UL);
        if (position is null)
            return;

        Add(position.Latitude);
        Add(position.Longitude);
        Add(position.AccuracyMeters);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private Span<byte> Room(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + bytes));
            Bytes.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        _length += bytes;
        return _buffer.AsSpan(_length - bytes, bytes);
    }
}
