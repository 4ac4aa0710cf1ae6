namespace LoopWorker.Benchmarks.Toolkit;

/// <summary>What a table was asked, and what it charged.</summary>
/// <param name="Calls">Requests that it has answered, refusals too.</param>
/// <param name="ReadUnits">Read capacity units.</param>
/// <param name="WriteUnits">Write capacity units.</param>
internal sealed record TableCost(double Calls, double ReadUnits, double WriteUnits)
{
    public static TableCost None { get; } = new(0, 0, 0);

    public static TableCost operator +(TableCost one, TableCost other) =>
        new(one.Calls + other.Calls, one.ReadUnits + other.ReadUnits, one.WriteUnits + other.WriteUnits);

    public static TableCost operator -(TableCost later, TableCost earlier) =>
        new(later.Calls - earlier.Calls, later.ReadUnits - earlier.ReadUnits, later.WriteUnits - earlier.WriteUnits);

    /// <summary>What each of so many has its part in.</summary>
    public TableCost Per(int count) => new(Calls / count, ReadUnits / count, WriteUnits / count);

    /// <summary>The median of each figure.</summary>
    public static TableCost MedianOf(IReadOnlyList<TableCost> costs) =>
        new(
            Median(costs.Select(cost => cost.Calls)),
            Median(costs.Select(cost => cost.ReadUnits)),
            Median(costs.Select(cost => cost.WriteUnits))
        );

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
