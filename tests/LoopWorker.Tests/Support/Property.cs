using FsCheck;
using FsCheck.Fluent;

namespace LoopWorker.Tests.Support;

/// <summary>Checks that something is true of everything a generator makes.</summary>
internal static class Property
{
    private const int Cases = 300;

    public static void Holds<T>(Gen<T> generator, Action<T> assert) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Cases), Prop.ForAll(generator.ToArbitrary(), assert));
}
