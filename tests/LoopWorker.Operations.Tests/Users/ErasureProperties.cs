using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Loop.Users;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Operations.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.Users;

public sealed class ErasureProperties
{
    private const string Key = "9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin";
    private const string Other = Key + "x";

    private static readonly Gen<IReadOnlyList<Item>> Tables = Gen.Elements(Items().ToArray())
        .ListOf()
        .Select(items => (IReadOnlyList<Item>)[.. items.DistinctBy(item => item.Key)]);

    [Fact]
    public void Whatever_was_stored_no_item_has_the_key_afterwards_and_other_peoples_are_as_they_were() =>
        Holds(
            Tables,
            async (rig, items) =>
            {
                var desk = new Desk(rig, Desk.Paged(rig.Table, 3));
                foreach (var item in items)
                    await desk.PutAsync(item);

                Assert.Equal(ErasureOutcome.Erased, (await desk.EraseAsync(Key)).Outcome);

                var left = await desk.AllAsync();
                Assert.DoesNotContain(left, HasKey);
                Assert.Empty(items.Where(IsOfOthers).Except(left));
            }
        );

    [Fact]
    public void Interrupted_at_any_call_and_done_again_it_comes_to_the_same() =>
        Holds(
            Gen.Zip(Tables, Gen.Choose(0, 60)),
            async (rig, pair) =>
            {
                var (items, calls) = pair;
                var interrupted = new Desk(
                    rig,
                    rig.Table.Before<TableCall>(_ =>
                        calls-- > 0
                            ? Task.CompletedTask
                            : throw new TableException(TableErrors.Throttled, "By the test.")
                    )
                );
                foreach (var item in items)
                    await interrupted.PutAsync(item);
                await Record.ExceptionAsync(() => interrupted.EraseAsync(Key));
                var desk = new Desk(rig, seed: 8);

                Assert.Equal(ErasureOutcome.Erased, (await desk.EraseAsync(Key)).Outcome);

                Assert.DoesNotContain(await desk.AllAsync(), HasKey);
            }
        );

    private static void Holds<T>(Gen<T> generator, Func<Rig, T, Task> assert) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(100),
            Prop.ForAll(generator.ToArbitrary(), (T value) => Rig.Run(rig => assert(rig, value)))
        );

    private static bool HasKey(Item item) =>
        $"{item.Key} {string.Join(' ', item)}"
            .Replace(Other, "", StringComparison.Ordinal)
            .Contains(Key, StringComparison.Ordinal);

    // What waits for a card goes with the card.
    private static bool IsOfOthers(Item item) =>
        !HasKey(item) && !item.Key.Sort.StartsWith(Keys.UnmatchedPrefix, StringComparison.Ordinal);

    private static IEnumerable<Item> Items()
    {
        foreach (var (user, tag) in (IEnumerable<(string, string)>)[(Key, "a"), (Other, "b")])
        {
            yield return ContextItems.Write(UserContext.Initial(user) with { Version = 3 });
            yield return ContextItems.Write(UserContext.Initial(user)).With(Attributes.ContextData, $"{{{user}");
            yield return Stored.Session(user, 2_000_000_000);
            yield return LocationItems.Write(user, new CurrentLocation("m1", 1));
            for (var key = 1; key <= 3; key++)
                yield return CaptureItems.Write(user, new PendingCapture { MerchantId = "m1", CreatedAt = key });
            yield return Item.Of(new ItemKey(Keys.User(user), "PENDING#odd"), ("note", user));
            yield return Item.Of(new ItemKey(Keys.User(user), "NOTE"), ("of", user));
            yield return CardItems.WriteOfUser($"fp-{tag}", user, "4242", 1);
            yield return CardItems.WriteOfUser("fp-shared", user, "4242", 1);
            yield return Stored.Card($"fp-{tag}", user);
            yield return Stored.Card("fp-shared", user);
            yield return Stored.Card($"fp-unlisted-{tag}", user);
            foreach (var item in MarkersOf(user, tag))
                yield return item;
        }
        yield return Item.Of(Keys.Unmatched("fp-a", "t9"), (Attributes.Body, "{}"));
        yield return Item.Of(Keys.Unmatched("fp-b", "t9"), (Attributes.Body, "{}"));
        yield return Item.Of(new ItemKey("TXN#odd", "NOTE"), ("note", 1));
    }

    private static IEnumerable<Item> MarkersOf(string user, string tag)
    {
        var marker = Markers.OfAgent($"t-{tag}", user, 5, 1);
        yield return marker;
        yield return marker.With(Attributes.TimeToLive, 1).With(Attributes.Notified, true);
        yield return marker.With(Attributes.Owed, "capture").With(Attributes.Uncounted, true);
        yield return Item.Of(
            Keys.EventMarker($"e-{tag}"),
            (Attributes.UserPubkey, user),
            (Attributes.Withheld, "yield")
        );
    }
}
