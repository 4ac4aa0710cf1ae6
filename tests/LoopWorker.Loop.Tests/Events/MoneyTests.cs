using LoopWorker.Loop.Events;
using LoopWorker.Loop.Tests.Support;

namespace LoopWorker.Loop.Tests.Events;

/// <summary>How summaries write what was paid.</summary>
public sealed class MoneyTests
{
    // Source: ISO 4217, list one, minor units.
    [Theory]
    [InlineData("USD", 1_250, "12.50 USD")]
    [InlineData("EUR", 5, "0.05 EUR")]
    [InlineData("JPY", 500, "500 JPY")]
    [InlineData("KWD", 500, "0.500 KWD")]
    [InlineData("CLF", 12_345, "1.2345 CLF")]
    [InlineData("XAU", 3, "3 XAU")]
    [InlineData("USD", 1_000_000_000, "10000000.00 USD")]
    public void An_amount_has_the_minor_units_of_its_currency(string currency, long cents, string expected)
    {
        var sale = Make.Sale(cents: cents) with { Currency = currency };
        Assert.Contains($" from {expected} at ", sale.Type.SummaryOf(sale, 5), StringComparison.Ordinal);
    }
}
