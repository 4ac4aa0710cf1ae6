using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.DynamoDb.Expressions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.EndToEndTests.Tables.Expressions;

/// <summary>Conditions, changes and inserts as text. No endpoint is asked.</summary>
public sealed class ExpressionTests
{
    private static readonly Condition A = Condition.Equal("a", 1L);
    private static readonly Condition B = Condition.Less("b", "x");

    public static TheoryData<Condition, string> Conditions { get; } =
        new()
        {
            { Condition.NoItem, "attribute_not_exists(#n0)" },
            { Condition.ItemExists, "attribute_exists(#n0)" },
            { A, "#n0 = :v0" },
            { Condition.NotEqual("a", 1L), "#n0 <> :v0" },
            { Condition.LessOrEqual("a", 1L), "#n0 <= :v0" },
            { Condition.Greater("a", 1L), "#n0 > :v0" },
            { Condition.GreaterOrEqual("a", 1L), "#n0 >= :v0" },
            { !A, "NOT (#n0 = :v0)" },
            { !!A, "NOT (NOT (#n0 = :v0))" },
            { A & B, "#n0 = :v0 AND #n1 < :v1" },
            { A | B, "#n0 = :v0 OR #n1 < :v1" },
            { (A | B) & A, "(#n0 = :v0 OR #n1 < :v1) AND #n0 = :v2" },
            { A | (A & B), "#n0 = :v0 OR (#n0 = :v1 AND #n1 < :v2)" },
            { !(A | B), "NOT (#n0 = :v0 OR #n1 < :v1)" },
            { new Condition.All(A), "#n0 = :v0" },
            { new Condition.Any(new Condition.All(A)), "#n0 = :v0" },
            { new Condition.All(new Condition.Any(A)) & B, "#n0 = :v0 AND #n1 < :v1" },
            { new Condition.All(), "attribute_not_exists(#n0) OR attribute_exists(#n0)" },
            { new Condition.Any(), "attribute_not_exists(#n0) AND attribute_exists(#n0)" },
            { new Condition.All() & A, "(attribute_not_exists(#n0) OR attribute_exists(#n0)) AND #n1 = :v0" },
            { !new Condition.Any(), "NOT (attribute_not_exists(#n0) AND attribute_exists(#n0))" },
        };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void A_condition_is_written_with_no_more_parentheses_than_it_needs(Condition condition, string expected) =>
        Assert.Equal(expected, ConditionExpression.Of(condition, new Placeholders(KeySchema.Default)));

    [Fact]
    public void Every_name_and_value_goes_under_a_placeholder()
    {
        var placeholders = new Placeholders(KeySchema.Default);

        ConditionExpression.Of(Condition.Equal("a.b", "x") & Condition.Equal("size", 5L), placeholders);

        Assert.Equal(new Dictionary<string, string> { ["#n0"] = "a.b", ["#n1"] = "size" }, placeholders.Names);
        Assert.Equal("x", placeholders.Values![":v0"].S);
        Assert.Equal("5", placeholders.Values[":v1"].N);
    }

    [Fact]
    public void No_condition_needs_no_placeholders()
    {
        var placeholders = new Placeholders(KeySchema.Default);

        Assert.Null(ConditionExpression.Of(null, placeholders));
        Assert.Null(placeholders.Names);
        Assert.Null(placeholders.Values);
    }

    [Fact]
    public void Changes_are_put_into_a_clause_for_each_kind()
    {
        var expression = UpdateExpression.Of(
            [
                new AttributeChange.Remove("r"),
                new AttributeChange.Set("s", 1L),
                new AttributeChange.Add("n", 2L),
                new AttributeChange.Set("t", 3L),
                new AttributeChange.Remove("q"),
            ],
            new Placeholders(KeySchema.Default)
        );

        Assert.Equal("SET #n1 = :v0, #n3 = :v2 ADD #n2 :v1 REMOVE #n0, #n4", expression);
    }

    [Fact]
    public void No_changes_are_no_expression() =>
        Assert.Null(UpdateExpression.Of([], new Placeholders(KeySchema.Default)));

    [Fact]
    public void An_insert_names_its_attributes_and_gives_values_as_parameters()
    {
        var statement = InsertStatement.Of("loop", Item.Of(new ItemKey("p", "s"), ("it's", "x"), ("n", 1L)));

        Assert.Equal("INSERT INTO \"loop\" VALUE {'pk': ?, 'sk': ?, 'it''s': ?, 'n': ?}", statement.Statement);
        Assert.Equal(["p", "s", "x"], statement.Parameters.Take(3).Select(parameter => parameter.S));
        Assert.Equal("1", statement.Parameters[3].N);
    }
}
