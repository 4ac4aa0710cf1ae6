using System.Text.Json.Nodes;
using LoopWorker.Comparing;

namespace LoopWorker.Tests.Comparing;

public sealed class JsonDifferenceTests
{
    [Theory]
    [InlineData("""{"a":[1,{"b":2}]}""", """{"a":[1,{"b":2}]}""")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""")]
    [InlineData("""{"a":1}""", """{"a":2}""", "a: expected 1, found 2")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", "a[1]: expected 2, found nothing")]
    [InlineData("""{"a":{"b":"x"}}""", """{"a":{}}""", "a.b: expected \"x\", found nothing")]
    [InlineData("""{"a":{}}""", """{"a":[]}""", "a: expected {}, found []")]
    [InlineData("""{"a":1,"b":1}""", """{"a":2,"b":2}""", "a: expected 1, found 2", "b: expected 1, found 2")]
    public void Each_place_that_differs_is_told(string expected, string found, params string[] differences) =>
        Assert.Equal(differences, JsonDifference.Between(JsonNode.Parse(expected), JsonNode.Parse(found)));
}
