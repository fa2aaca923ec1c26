// What `antivenom classify` found, whole: enough to print it, to draw it, and to assign new packages by it. Plain
// values that own their text. Names, paths and calls come from packages and are untrusted: who shows them escapes them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace antivenom::classify {

// The study's five, in the order of `antivenom::Category`; an index into arrays of kCategories.
inline constexpr size_t kCategories = 5;
inline constexpr std::array<const char*, kCategories> kCategoryIds = {
    "information-stealing", "remote-control", "code-execution", "command-execution", "file-operations"};

inline constexpr int32_t kNone = -1;  // no cluster (no call was seen), no family (nothing alike), no category

// A behaviour that was found in a package, or in members of a cluster.
struct Behaviour {
  std::string id;            // "steal/browser-passwords"
  int32_t category = kNone;  // index into kCategoryIds
  size_t packages = 1;       // of a cluster: members that show it
  double share = 1;          // of a cluster: of its members
};

// A category a package belongs to, and why. Several are usual.
struct CategoryEvidence {
  int32_t category = kNone;
  double strength = 0;                  // 0-1: weight of its strongest finding times that finding's confidence
  std::vector<std::string> behaviours;  // rule ids, strongest first
};

struct Package {
  std::string path, name, version, sha256;
  std::string verdict;                       // malicious|suspicious|clean|unreadable
  int64_t first_seen = 0;                    // milliseconds since 1970; 0: not known
  int32_t cluster = kNone;                   // index into Classification::clusters
  int32_t family = kNone;                    // index into Classification::families
  int32_t category = kNone;                  // the main one: by own evidence, else that of its cluster
  std::vector<CategoryEvidence> categories;  // strongest first; by own evidence only
  std::vector<Behaviour> behaviours;         // strongest first
  uint32_t sequence = 0;                     // index into Classification::sequences
  std::string given_family;                  // of --families; may be empty
  std::string given_category;                // of the list of targets; may be empty
};

// One distinct normalised sequence of calls; packages with the same one share it.
struct Sequence {
  std::vector<uint32_t> calls;  // indices into Classification::calls
  std::string key;              // 16 hex digits that name its content, the same in every run
  size_t packages = 0;          // how many have it
  double weight = 1;            // what it counts in training and clustering, 1 + ln(packages)
  int32_t cluster = kNone;
  double x = 0, y = 0;  // on the map, both within [-1, 1]
  bool cut = false;     // longer than what is kept
};

// A sequence of one to three calls that tells a cluster from the others.
struct TellingGram {
  std::vector<std::string> calls;
  double score = 0;                // inside * ln(inside / outside), smoothed, see docs/CLASSIFY.md
  double inside = 0, outside = 0;  // share of the sequences of this cluster, of all others, by weight
};

struct Cluster {
  uint32_t id = 0;    // its index; largest first
  std::string key;    // of its first medoid's sequence
  std::string label;  // by an analyst, else made of what is telling
  int32_t category = kNone;
  double category_share = 0;  // of the members with evidence, how many have that main category
  std::array<size_t, kCategories> category_packages{};  // members that show each (several a package)
  size_t size = 0;                                      // packages
  size_t distinct = 0;                                  // sequences
  double silhouette = 0;                                // mean of its members, -1 to 1
  std::vector<uint32_t> medoids;      // packages that stand for it, most central first, at most 3, distinct sequences
  std::vector<TellingGram> telling;   // at most 8, best first
  std::vector<Behaviour> behaviours;  // most frequent first, at most 12
  bool renamed = false, confirmed = false, merged = false, split = false;  // by an analyst
  std::string by, note;                                                    // of the newest decision
};

// Calls that follow each other, over all distinct sequences by weight.
struct Transition {
  uint32_t from = 0, to = 0;  // indices into TransitionGraph::nodes
  double weight = 0;          // packages in which `to` comes straight after `from`
  double probability = 0;     // of all that follows `from`
};
struct TransitionNode {
  std::string call;
  size_t packages = 0;      // that make the call
  int32_t cluster = kNone;  // where it is most frequent, as a share of the cluster
};
struct TransitionGraph {
  std::vector<TransitionNode> nodes;  // most packages first, at most 60
  std::vector<Transition> edges;      // heaviest first, at most 200
};

// Packages with nearly the same code, whatever they call themselves.
struct Family {
  struct Member {
    uint32_t package = 0;  // index into Classification::packages
    double likeness = 1;   // estimated Jaccard index to the family's first member
  };
  struct Bin {
    int64_t month = 0;  // its first millisecond, UTC
    size_t packages = 0;
  };
  std::string key;              // stays the same as long as the first member is known
  std::string name;             // the pattern of its names, else its first member's
  std::string pattern;          // "free-*-checker": what most names have in common; may be empty
  size_t known = 0;             // members, those in the store included
  std::vector<Member> members;  // first seen first; larger families come first
  int64_t first_seen = 0, last_seen = 0;
  std::vector<Bin> timeline;       // months with members, in order; empty if no time is known
  std::vector<std::string> names;  // examples, at most 20
  int32_t cluster = kNone;         // of most members
};

// How many packages show each category, beside the paper's share.
struct CategoryShare {
  int32_t category = kNone;
  size_t packages = 0;       // that show it, alone or with others
  size_t main = 0;           // whose main category it is
  size_t families = 0;       // families (or lone packages) with a member that shows it
  double share = 0;          // packages / those with any behaviour
  double low = 0, high = 0;  // 95 % Wilson interval of the share
  double family_share = 0;
  double paper = 0;  // of the study's 1,335 packages
};

// One way of grouping, measured. NaN: cannot be told (no families given, one cluster only).
struct Grouping {
  std::string name;  // "spectral", "k-means on bag of calls", ...
  size_t clusters = 0;
  size_t unclustered = 0;    // left out as noise; each counts as a cluster of its own
  double ari = 0, nmi = 0;   // against the families given
  double purity = 0;         // main category, by behaviours found
  double family_purity = 0;  // families given
  double silhouette = 0;     // of package vectors, cosine
  double stability = 0;      // mean ARI between seeds
  double seconds = 0;
};

struct Parameters {
  std::string order;  // execution|lexical
  std::string mean;   // sif|plain
  uint32_t dimension = 0, window = 0, epochs = 0, negatives = 0, seed = 0;
  uint32_t neighbours = 0;  // of the graph
  uint32_t clusters = 0;    // asked for; 0: chosen
  uint32_t largest = 0;     // number of clusters that was tried
  double likeness = 0;      // estimated Jaccard index from which packages are one family
};

// How k was chosen.
struct Candidate {
  uint32_t clusters = 0;
  double gap = 0;         // between the eigenvalue of k and the next
  double silhouette = 0;  // NaN: not tried
  bool chosen = false;
};

struct Decision {
  std::string text;  // "rename 3f2a... to \"token grabbers\""
  std::string by, note;
  int64_t at = 0;
  bool applied = false;
  std::string reason;  // if not
};

struct Classification {
  Parameters parameters;
  std::vector<Package> packages;  // in the order of the targets
  std::vector<Sequence> sequences;
  std::vector<std::string> calls;  // the vocabulary
  std::vector<Cluster> clusters;   // largest first
  std::vector<double> similarity;  // clusters x clusters, row by row: cosine of their centroids
  TransitionGraph transitions;
  std::vector<Family> families;           // of two and more members, largest first
  std::vector<CategoryShare> categories;  // kCategories of them
  std::vector<double> eigenvalues;        // of the normalised Laplacian, smallest first
  std::vector<Candidate> candidates;
  Grouping quality;                // of the clusters above
  Grouping family_quality;         // of the families found, against those given
  std::vector<Grouping> compared;  // --compare: other ways, and this one again
  std::vector<Decision> decisions;
  size_t trained_on = 0;     // further packages that only the embedding saw
  size_t without_calls = 0;  // packages in no cluster
  size_t unreadable = 0;
  double seconds = 0;  // without scanning
  double scan_seconds = 0;
};

}  // namespace antivenom::classify
