namespace LoopWorker.Benchmarks.Toolkit;

/// <summary>What an operation costs with the toolkit and with the npm package.</summary>
/// <param name="Section">What is compared, and how it is set.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Ours">What the toolkit costs.</param>
/// <param name="Theirs">What the package costs.</param>
internal sealed record ComparedOperation(string Section, string Operation, TableCost Ours, TableCost Theirs)
{
    /// <summary>Whether ours takes more calls or more units, with a write unit at the price of five read units.</summary>
    /// <remarks>Source: Amazon DynamoDB pricing, on-demand and provisioned capacity alike.</remarks>
    public bool IsDearer => Ours.Calls > Theirs.Calls || PriceOf(Ours) > PriceOf(Theirs);

    private static double PriceOf(TableCost cost) => cost.ReadUnits + 5 * cost.WriteUnits;
}
