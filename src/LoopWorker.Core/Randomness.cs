namespace LoopWorker.Core;

/// <summary>
/// The one source of chance: jitter and ids. Seeded, it gives the same sequence on every run. Safe for many threads.
/// </summary>
public sealed class Randomness(Random random)
{
    private readonly Lock _lock = new();

    /// <summary>A source that no one can foresee.</summary>
    public static Randomness Unseeded() => new(new Random());

    public static Randomness Seeded(int seed) => new(new Random(seed));

    /// <summary>Evenly spread from 0 up to, not including, 1.</summary>
    public double NextFraction()
    {
        lock (_lock)
            return random.NextDouble();
    }

    /// <summary>A fresh id in the form of a version 4 UUID.</summary>
    public string NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_lock)
            random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
