using LoopWorker.Tables.Patterns.Naming;

namespace LoopWorker.Tables.Patterns.Tests.Naming;

public sealed class TableNamingTests
{
    private static readonly TableNaming Production = new("paradox", "prod");

    [Fact]
    public void A_name_is_made_of_prefix_environment_and_name()
    {
        Assert.Equal("paradox.prod.users", Production.Of("users"));
        Assert.Equal("paradox.prod.users.archive", Production.Of("users.archive"));
    }

    [Theory]
    [InlineData("paradox.dev.users")]
    [InlineData("users")]
    [InlineData("paradox.prod.")]
    [InlineData("paradox.prod.us ers")]
    public void A_table_of_another_environment_is_refused(string name)
    {
        Production.Require("paradox.prod.users");
        Assert.Throws<ArgumentException>(() => Production.Require(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a..b")]
    public void What_DynamoDB_would_not_take_is_no_name(string name)
    {
        Assert.Throws<ArgumentException>(() => Production.Of(name));
        Assert.Throws<ArgumentException>(() => new TableNaming(name, "prod"));
        Assert.Throws<ArgumentException>(() => new TableNaming("paradox", name));
    }

    [Fact]
    public void A_name_that_is_too_long_says_by_how_much()
    {
        var refused = Assert.Throws<ArgumentException>(() => Production.Of(new string('a', 250)));
        Assert.StartsWith("The table's name has 263 characters", refused.Message, StringComparison.Ordinal);
    }
}
