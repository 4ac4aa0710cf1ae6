using LoopWorker.Tables.Patterns.Tests.Support;

namespace LoopWorker.Tables.Patterns.Tests.Contract;

/// <summary>The ids of threads, and listing them.</summary>
public abstract class CheckpointThreadContract : CheckpointPattern
{
    [Theory]
    [InlineData("#checkpoint/part/x/0")]
    [InlineData("#checkpoint/")]
    [InlineData("")]
    public async Task Ids_that_no_thread_can_have_are_refused(string thread)
    {
        var (_, store) = await CreateAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.SaveAsync(thread, State, None));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.LoadAsync(thread, None));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.DeleteAsync(thread, None));
    }

    // Not a case of the theory above, whose arguments pass through UTF-8.
    [Fact]
    public async Task An_id_with_half_a_character_is_refused()
    {
        var (_, store) = await CreateAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.LoadAsync("\ud800", None));
    }

    [Fact]
    public async Task An_id_may_have_2028_bytes_however_large_the_state_is()
    {
        var (_, store) = await CreateAsync(Small);
        var longest = new string('é', 1014);
        await store.SaveAsync(longest, States.Incompressible(900, seed: 1), None);
        await store.SaveAsync(longest, States.Incompressible(900, seed: 2), None);
        Assert.Equal(States.Incompressible(900, seed: 2), (await store.LoadAsync(longest, None))?.State);
        await Assert.ThrowsAsync<ArgumentException>(() => store.SaveAsync(longest + "x", State, None));
    }

    [Theory]
    [InlineData("#")]
    [InlineData("#checkpoint")]
    [InlineData("user-123#generation#0")]
    [InlineData("a/b\n\0 ü🌍")]
    public async Task Other_ids_are_free_whatever_is_in_them(string thread)
    {
        var (_, store) = await CreateAsync(Small);
        await store.SaveAsync(Thread, States.Incompressible(900, seed: 1), None);
        await store.SaveAsync(thread, States.Incompressible(900, seed: 2), None);
        Assert.Equal(States.Incompressible(900, seed: 1), (await store.LoadAsync(Thread, None))?.State);
        Assert.Equal(States.Incompressible(900, seed: 2), (await store.LoadAsync(thread, None))?.State);
        Assert.Equal([thread], await Threads(store, thread));
    }

    [Fact]
    public async Task Threads_are_listed_by_the_beginning_of_their_ids_over_all_pages()
    {
        var (_, store) = await CreateAsync();
        // 10 states of 200 KB of items: two pages and more.
        for (var i = 0; i < 10; i++)
            await store.SaveAsync($"a-{i}", States.Incompressible(260_000, seed: i), None);
        await store.SaveAsync("b-0", State, None);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"a-{i}"), await Threads(store, "a-"));
        Assert.Equal(["a-7"], await Threads(store, "a-7"));
        Assert.Equal(11, (await Threads(store, "")).Count);
    }
}
