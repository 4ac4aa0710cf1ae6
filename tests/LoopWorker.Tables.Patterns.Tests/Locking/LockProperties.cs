using LoopWorker.Core;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Patterns.Locking;
using LoopWorker.Tables.Patterns.Tests.InMemory;
using LoopWorker.VirtualTime;

namespace LoopWorker.Tables.Patterns.Tests.Locking;

/// <summary>
/// Thirty-two processes want one lock, with clocks that are up to half a minute apart; some stand still while they hold it, some die,
/// answers are lost, and reads that need not be consistent are not.
/// </summary>
public sealed class LockProperties
{
    private const int Contenders = 32;
    private const int Seeds = 60;
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    [Fact]
    public void There_are_never_two_holders_and_tokens_only_grow()
    {
        var acquired = 0;
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var contest = new Contest(seed);
            VirtualTimeScheduler.Run(Start, contest.RunAsync);
            acquired += contest.Acquired;
        }
        // Some give up at the first lost answer, and some die.
        Assert.InRange(acquired, Seeds * Contenders / 2, int.MaxValue);
    }

    private sealed class Contest(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly List<HeldLock> _holders = [];
        private long _latestToken;

        public int Acquired { get; private set; }

        public Task RunAsync(VirtualClock clock)
        {
            var table = new LaggingTable(new InMemoryTable(DistributedLock.Definition("locks"), clock), _random);
            return Task.WhenAll(
                Enumerable
                    .Range(0, Contenders)
                    .Select(i =>
                        ContendAsync(
                            new UnreliableTable(
                                new DistantTable(table, clock, seed * 100 + i, milliseconds: 600),
                                _random
                            ),
                            clock
                        )
                    )
            );
        }

        private async Task ContendAsync(ITable table, VirtualClock clock)
        {
            var own = new SkewedTime(clock, TimeSpan.FromSeconds(_random.NextDouble() * 60 - 30));
            var locks = new DistributedLock(table, Randomness.Seeded(_random.Next()), own);
            for (var round = 0; round < 3; round++)
            {
                HeldLock? held;
                try
                {
                    held = await locks.TryAcquireAsync("a", Lease, patience: TimeSpan.FromMinutes(10));
                }
                catch (TableException)
                {
                    continue;
                }
                if (held is null)
                    continue;
                Begin(held);
                if (!await HoldAsync(held, clock))
                    return;
            }
        }

        // False if the process dies.
        private async Task<bool> HoldAsync(HeldLock held, VirtualClock clock)
        {
            for (var step = _random.Next(4); step > 0; step--)
            {
                // It may stand still for longer than the lease.
                await Task.Delay(Lease * (_random.Next(5) == 0 ? 3 : _random.NextDouble() * 0.8), clock);
                CheckAlone();
                try
                {
                    await held.RenewAsync();
                }
                catch (TableException)
                {
                    // It goes by what is left of its lease.
                }
                CheckAlone();
            }
            if (_random.Next(4) == 0)
                return false;
            try
            {
                await held.ReleaseAsync();
            }
            catch (TableException)
            {
                // It will run out.
            }
            return true;
        }

        private void Begin(HeldLock held)
        {
            Acquired++;
            if (!held.IsHeld)
                return;
            Assert.True(held.FencingToken > _latestToken, $"Seed {seed}: a token does not grow.");
            _latestToken = held.FencingToken;
            _holders.Add(held);
            CheckAlone();
        }

        private void CheckAlone()
        {
            _holders.RemoveAll(holder => !holder.IsHeld);
            Assert.True(_holders.Count <= 1, $"Seed {seed}: {_holders.Count} hold the lock.");
        }
    }
}
