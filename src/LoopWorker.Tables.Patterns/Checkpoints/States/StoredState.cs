using System.Security.Cryptography;

namespace LoopWorker.Tables.Patterns.Checkpoints.States;

/// <summary>How a state is stored, which depends on its size.</summary>
internal abstract record StoredState
{
    private StoredState() { }

    /// <summary>As text, in the documented attribute.</summary>
    public sealed record Plain(string Text) : StoredState;

    /// <summary>Compressed, in the same item.</summary>
    public sealed record Compressed(ReadOnlyMemory<byte> Brotli) : StoredState;

    /// <summary>Compressed, in items of its own; the thread's item only names them.</summary>
    /// <param name="Generation">The items.</param>
    /// <param name="Sha256">The hash over the compressed bytes, by which a reader knows that it has them all and no others.</param>
    public sealed record Split(Generation Generation, ReadOnlyMemory<byte> Sha256) : StoredState
    {
        /// <summary>The text, if the bytes are those that were saved; else null.</summary>
        /// <exception cref="InvalidDataException">If they are, and are no compressed text.</exception>
        public string? Read(ReadOnlyMemory<byte> brotli) =>
            SHA256.HashData(brotli.Span).AsSpan().SequenceEqual(Sha256.Span) ? StateText.Decompress(brotli) : null;
    }

    /// <summary>The form for a state and, if it is <see cref="Split"/>, the bytes for its parts.</summary>
    /// <exception cref="ArgumentException">If the text holds a lone surrogate.</exception>
    public static (StoredState Form, ReadOnlyMemory<byte> Bytes) Of(
        string text,
        CheckpointOptions options,
        Func<string> nextId
    )
    {
        var size = StateText.Utf8.GetByteCount(text);
        if (size <= options.CompressAbove)
            return (new Plain(text), default);
        var brotli = StateText.Compress(text);
        if (brotli.Length <= options.PartBytes)
            return (new Compressed(brotli), default);
        var parts = (brotli.Length + options.PartBytes - 1) / options.PartBytes;
        return (new Split(new Generation(nextId(), parts), SHA256.HashData(brotli.Span)), brotli);
    }
}
