using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Core.Caching;
using LoopWorker.VirtualTime;

namespace LoopWorker.Core.Tests.Caching;

public sealed class BoundedCacheTests
{
    [Fact]
    public void The_oldest_goes_when_it_is_full()
    {
        var cache = new BoundedCache<string, int>(2);
        cache.Set("first", 1);
        cache.Set("second", 2);
        cache.Set("third", 3);
        Assert.Equal((null, 2, 3), (Get(cache, "first"), Get(cache, "second"), Get(cache, "third")));
    }

    [Fact]
    public void What_is_set_again_counts_as_new()
    {
        var cache = new BoundedCache<string, int>(2);
        cache.Set("first", 1);
        cache.Set("first", 2);
        cache.Set("second", 3);
        Assert.Equal((2, 3), (Get(cache, "first"), Get(cache, "second")));
    }

    [Fact]
    public void What_is_removed_is_gone_and_may_come_again()
    {
        var cache = new BoundedCache<string, int>(2);
        cache.Set("key", 1);
        cache.Remove("key");
        Assert.Null(Get(cache, "key"));
        cache.Set("key", 2);
        Assert.Equal(2, Get(cache, "key"));
    }

    [Fact]
    public void An_entry_is_believed_for_its_lifetime_only() =>
        VirtualTimeScheduler.Run(
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            async clock =>
            {
                var cache = new BoundedCache<string, int>(2, TimeSpan.FromMinutes(1), clock);
                cache.Set("key", 1);
                await Task.Delay(TimeSpan.FromSeconds(59), clock);
                Assert.Equal(1, Get(cache, "key"));
                await Task.Delay(TimeSpan.FromSeconds(1), clock);
                Assert.Null(Get(cache, "key"));
            }
        );

    [Fact]
    public void It_never_finds_anything_but_what_was_last_set_and_holds_no_more_than_its_capacity() =>
        Prop.ForAll<byte[]>(keys =>
            {
                var cache = new BoundedCache<int, int>(5);
                var last = new Dictionary<int, int>();
                for (var i = 0; i < keys.Length; i++)
                {
                    cache.Set(keys[i] % 9, i);
                    last[keys[i] % 9] = i;
                }
                var found = Enumerable.Range(0, 9).Where(key => cache.TryGet(key, out _)).ToList();
                return found.Count <= 5
                    && found.TrueForAll(key => cache.TryGet(key, out var value) && value == last[key])
                    && (keys.Length == 0 || found.Contains(keys[^1] % 9));
            })
            .QuickCheckThrowOnFailure();

    private static int? Get(BoundedCache<string, int> cache, string key) =>
        cache.TryGet(key, out var value) ? value : null;
}
