"""Makes reference.tsv: what scikit-learn, SciPy and gensim say of small cases, for tests of our own.

Run once, by hand, on Debian 12 with python3-sklearn 1.2.1 and python3-gensim 4.2.0; nothing of this is needed to build
or to test:

    /usr/bin/python3 src/classify/testdata/reference.py > src/classify/testdata/reference.tsv

A line is a name and numbers, separated by tabs.
"""

import random

import numpy as np
from gensim.models import Word2Vec
from scipy.sparse.csgraph import laplacian
from sklearn.cluster import KMeans, SpectralClustering
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score, silhouette_samples
from sklearn.neighbors import kneighbors_graph


def line(name, values):
    print(name, *(f"{float(v):.9g}" for v in np.asarray(values).ravel()), sep="\t")


def groupings():
    chance = random.Random(7)
    for case in range(4):
        a = [chance.randrange(2 + case) for _ in range(40)]
        b = [x if chance.random() < 0.2 * case else chance.randrange(3) for x in a]
        line(f"groups.{case}.a", a)
        line(f"groups.{case}.b", b)
        line(f"groups.{case}.scores", [adjusted_rand_score(a, b), normalized_mutual_info_score(a, b)])


def points():
    """Three blobs on the sphere, the third near the second."""
    chance = np.random.RandomState(3)
    centres = np.array([[1, 0, 0, 0.1], [0, 1, 0, 0], [0, 0.7, 0.9, 0]])
    rows = np.concatenate([c + 0.25 * chance.randn(20, 4) for c in centres]).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def clusters(rows):
    weights = 1 + np.arange(len(rows)) % 3
    means = KMeans(3, n_init=20, random_state=0).fit(rows, sample_weight=weights)
    line("points", rows)
    line("kmeans.groups", means.labels_)
    line("kmeans.inertia", [means.inertia_])
    line("silhouettes", silhouette_samples(rows, means.labels_, metric="cosine"))
    # The same graph as ours: nearest neighbours either way, weighted by the cosine.
    near = kneighbors_graph(rows, 6, metric="cosine", mode="connectivity").toarray()
    affinity = np.where((near + near.T) > 0, np.clip(rows @ rows.T, 0.01, 1), 0)
    np.fill_diagonal(affinity, 0)
    values = np.linalg.eigvalsh(laplacian(affinity.astype(float), normed=True))
    line("spectral.eigenvalues", values[:8])
    found = SpectralClustering(3, affinity="precomputed", random_state=0).fit(affinity)
    line("spectral.groups", found.labels_)


def words():
    """Two topics of five words, and two words that stand in both."""
    chance = random.Random(5)
    topics = [[f"a{i}" for i in range(5)] + ["x", "y"], [f"b{i}" for i in range(5)] + ["x", "y"]]
    sentences = [[chance.choice(topics[i % 2]) for _ in range(12)] for i in range(400)]
    model = Word2Vec(sentences, vector_size=16, window=5, sg=1, negative=5, min_count=1, sample=0, epochs=20, seed=1, workers=1)
    names = [f"a{i}" for i in range(5)] + [f"b{i}" for i in range(5)] + ["x", "y"]
    line("words.sentences", [[names.index(w) for w in s] for s in sentences])
    line("words.cosines", [[model.wv.similarity(a, b) for b in names] for a in names])


groupings()
clusters(points())
words()
