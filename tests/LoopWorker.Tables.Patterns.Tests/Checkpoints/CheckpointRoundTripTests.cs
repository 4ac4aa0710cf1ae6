using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Core;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Patterns.Checkpoints;
using LoopWorker.Tables.Patterns.Tests.Support;
using LoopWorker.VirtualTime;
using Property = LoopWorker.Tables.Patterns.Tests.Support.Property;

namespace LoopWorker.Tables.Patterns.Tests.Checkpoints;

/// <summary>Any text comes back as it was saved.</summary>
public sealed class CheckpointRoundTripTests
{
    private static readonly string[] Pieces =
    [
        "",
        "{\"a\":1}",
        "\"",
        "\\",
        "\0",
        "\uFEFF",
        "\uFFFD",
        "ü",
        "\U0001F30D",
        "\r\n",
        "plain text ",
        "[[[[",
    ];

    private static readonly CheckpointStore Usual = Open(new CheckpointOptions());
    private static readonly CheckpointStore Small = Open(new CheckpointOptions { CompressAbove = 8, PartBytes = 16 });

    private static Gen<string> Text { get; } = Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces));

    /// <summary>0 to 2 MB, of every kind, and many about the sizes where the form changes.</summary>
    private static Gen<string> Large { get; } =
        from bytes in Gen.OneOf(Gen.Choose(0, 2_000_000), Gen.Choose(65_530, 65_545), Gen.Choose(530_000, 560_000))
        from seed in Gen.Choose(0, 1000)
        from kind in Gen.Choose(0, 2)
        select kind switch
        {
            0 => States.Incompressible(bytes, seed),
            1 => States.Compressible(bytes),
            _ => string.Concat(Enumerable.Repeat(Pieces[seed % Pieces.Length] + "é", bytes / 16)),
        };

    [Fact]
    public void Any_state_up_to_2_MB() => Property.Holds(Large, text => ComesBack(Usual, text), cases: 60);

    [Fact]
    public void Any_text_in_any_form() => Property.Holds(Text, text => ComesBack(Small, text));

    [Fact]
    public async Task Text_with_half_a_character_is_refused_for_it_would_not_come_back()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Usual.SaveAsync("t", "\ud83c", default));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Usual.SaveAsync("t", "a\udf0d", default));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Small.SaveAsync("t", "\ud83cand much more", default));
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        Refused(() => new CheckpointOptions { TimeToLive = TimeSpan.FromMilliseconds(999) }, "TimeToLive");
        Refused(() => new CheckpointOptions { CompressAbove = -1 }, "CompressAbove");
        Refused(() => new CheckpointOptions { CompressAbove = 390 * 1024 }, "CompressAbove");
        Refused(() => new CheckpointOptions { PartBytes = 0 }, "PartBytes");
        Refused(() => new CheckpointOptions { PartBytes = 390 * 1024 + 1 }, "PartBytes");
        Refused(() => new CheckpointOptions { AbandonedAfter = TimeSpan.Zero }, "AbandonedAfter");
    }

    private static void Refused(Func<CheckpointOptions> make, string option) =>
        Assert.Contains(option, Assert.Throws<ArgumentOutOfRangeException>(make).Message, StringComparison.Ordinal);

    private static void ComesBack(CheckpointStore store, string text)
    {
        // On the table in memory, every call is finished when it returns.
        var thread = $"t{text.GetHashCode(StringComparison.Ordinal)}";
        var loaded = SavedAndLoadedAsync();
        Assert.True(loaded.IsCompletedSuccessfully, loaded.Exception?.Message);
#pragma warning disable xUnit1031 // It is completed.
        Assert.Equal(text, loaded.Result);
#pragma warning restore xUnit1031

        async Task<string?> SavedAndLoadedAsync()
        {
            await store.SaveAsync(thread, text, default);
            var state = (await store.LoadAsync(thread, default))?.State;
            await store.DeleteAsync(thread, default);
            return state;
        }
    }

    private static CheckpointStore Open(CheckpointOptions options)
    {
        var clock = new VirtualClock(new DateTimeOffset(2034, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var table = new InMemoryTable(CheckpointStore.Definition("checkpoints"), clock);
        return new CheckpointStore(table, Randomness.Unseeded(), clock, options);
    }
}
