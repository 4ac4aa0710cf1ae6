using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Tables.Tests.Capacity;

public sealed class CapacityRulesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(4096, 1)]
    [InlineData(4097, 2)]
    [InlineData(409600, 100)]
    public void A_strong_read_costs_a_unit_for_each_4_KB_and_an_eventual_one_half_of_it(int bytes, double units)
    {
        Assert.Equal(units, CapacityRules.Read(bytes, Consistency.Strong));
        Assert.Equal(units / 2, CapacityRules.Read(bytes, Consistency.Eventual));
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 1024, 1)]
    [InlineData(0, 1025, 2)]
    [InlineData(5000, 100, 5)]
    [InlineData(100, 5000, 5)]
    [InlineData(3000, 0, 3)]
    public void A_write_costs_a_unit_for_each_KB_of_the_larger_side(int before, int after, double units) =>
        Assert.Equal(units, CapacityRules.Write(before, after));

    [Theory]
    [InlineData(100, 100, IndexChange.None, 0)]
    [InlineData(0, 100, IndexChange.Added, 1)]
    [InlineData(0, 1025, IndexChange.Added, 2)]
    [InlineData(100, 0, IndexChange.Removed, 1)]
    [InlineData(100, 100, IndexChange.Rekeyed, 2)]
    [InlineData(2000, 3000, IndexChange.Rekeyed, 5)]
    [InlineData(100, 100, IndexChange.Replaced, 1)]
    [InlineData(2000, 100, IndexChange.Replaced, 2)]
    public void An_index_costs_a_write_for_each_entry_put_or_deleted(
        int before,
        int after,
        IndexChange change,
        double units
    ) => Assert.Equal(units, CapacityRules.IndexWrite(before, after, change));
}
