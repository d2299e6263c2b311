//! What is said of a subject by the vocabulary of schema.org (JSON-LD): the subject, the reviews of it that stand,
//! their mean, and that of each dimension. It is a graph whose nodes name each other: only so can a person be reviewed.

use super::{date_time, typed, At, Export, Omitted};
use crate::{
	chain::{variant, BlockId, Chain, IDENTITIES},
	failure::Failure,
	identity::to_did,
	moment::Moment,
};
use clap::Args;
use serde::Deserialize;
use serde_json::{json, Value};
use std::collections::{btree_map::Entry, BTreeMap};

/// The pallet that holds reviews.
const REPUTATION: &str = "reputation";

/// The vocabulary.
const CONTEXT: &str = "https://schema.org";

/// What is rated besides the whole, in the order of the chain's counts.
const DIMENSIONS: [&str; 5] = ["quality", "accuracy", "timeliness", "communication", "value"];

/// How good the worst is, and the best.
const WORST: u8 = 1;
const BEST: u8 = 5;

/// Why reviews are left out, by their state.
const LEFT_OUT: [(&str, &str); 3] = [
	("sealed", "nobody knows what they say"),
	("withdrawn", "who gave them has withdrawn them"),
	("struck", "an arbiter has struck them out"),
];

#[derive(Args, Debug)]
pub struct Terms {
	/// What is reviewed: an account, or a thing in JSON, as calls take it:
	/// {"thing": {"owner": "//Alice", "kind": "product", "hash": "0x…"}}.
	#[arg(long, value_name = "ACCOUNT|JSON")]
	pub subject: String,
	/// What it is called. Of a thing the chain knows only a hash.
	#[arg(long, value_name = "TEXT")]
	pub name: Option<String>,
	/// Only the reviews of persons whom this network knows.
	#[arg(long, value_name = "NUMBER")]
	pub network: Option<u32>,
}

// ------------------------------------------------------------ what views answer with, as far as it is exported

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Subject {
	Account(String),
	Thing(Thing),
}

#[derive(Debug, Deserialize)]
struct Thing {
	owner: String,
	kind: String,
	hash: String,
}

#[derive(Debug, Deserialize)]
struct AggregateInfo {
	subject: String,
	all: Aggregate,
	networks: Vec<NetworkAggregate>,
}

#[derive(Debug, Deserialize)]
struct NetworkAggregate {
	aggregate: Aggregate,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Aggregate {
	all: Counts,
	by_dimension: Vec<Counts>,
}

#[derive(Debug, Deserialize)]
struct Counts {
	/// How many have each rating, from the worst on.
	standing: Vec<u32>,
}

#[derive(Debug, Deserialize)]
struct ReviewInfo {
	review: String,
	record: Review,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Review {
	from: String,
	basis: Value,
	given_at: Moment,
	state: String,
	version: u8,
	latest: Version,
}

#[derive(Debug, Deserialize)]
struct Version {
	said: Value,
	at: Moment,
	/// The hash of the answer, and when it was given.
	response: Option<(String, Moment)>,
}

#[derive(Debug, Deserialize)]
struct Opinion {
	rating: u8,
	dimensions: Vec<(String, u8)>,
	content: Option<String>,
	incentive: bool,
}

#[derive(Debug, Deserialize)]
struct ProfileInfo {
	profile: Profile,
}

#[derive(Debug, Deserialize)]
struct Profile {
	name: Option<String>,
	description: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Identity {
	kind: String,
	name: Option<String>,
}

// ------------------------------------------------------------ what is said

/// Someone, as far as he is known.
#[derive(Debug)]
struct Party {
	profile: Option<Profile>,
	identity: Option<Identity>,
}

/// What is said of a subject.
#[derive(Debug)]
pub struct Said {
	pub block: BlockId,
	subject: Subject,
	/// The identifier of the subject.
	id: String,
	name: Option<String>,
	network: Option<u32>,
	aggregate: Aggregate,
	/// All reviews, or those that count in the network, in the order in which they were given.
	reviews: Vec<ReviewInfo>,
	/// The owner of the subject, and whoever has given a review.
	parties: BTreeMap<String, Party>,
}

/// A subject as it was typed, in the chain's own form.
async fn subject(chain: &Chain, text: &str) -> Result<Value, Failure> {
	let wrong = |error: metadata_json::Error| Failure::usage(format!("--subject: {error}"));
	let metadata = chain.metadata();
	let view = metadata.view(REPUTATION, "aggregate");
	let input = view.and_then(|view| view.inputs.iter().find(|input| input.name == "subject"));
	let ty = input.ok_or_else(|| Failure::unknown("metadata", "The chain has no reviews."))?.ty;
	let value = match text.starts_with('{') {
		true => metadata_json::parse(text).map_err(wrong)?,
		false => json!({ "account": text }),
	};
	let bytes = chain.typed(|typed| metadata.to_scale_with(ty, &value, typed)).await?.map_err(wrong)?;
	metadata.to_json(ty, &bytes).map_err(|error| Failure::unknown("metadata", error.to_string()))
}

impl Said {
	/// What is said as at the end of a block, which is the newest final one if it is null.
	pub async fn read(chain: &Chain, terms: &Terms, block: Value) -> Result<Self, Failure> {
		let subject = subject(chain, &terms.subject).await?;
		let params = json!({ "subject": subject, "networks": terms.network.into_iter().collect::<Vec<_>>() });
		let found = chain.view(REPUTATION, "aggregate", params, block).await?;
		let AggregateInfo { subject: id, all, networks } = typed(found.value)?;
		// Of a network there is one if it was asked for.
		let aggregate = networks.into_iter().next().map_or(all, |of_network| of_network.aggregate);
		let at = |pallet| At { chain, pallet, block: json!(found.block.hash) };
		let params = json!({ "subject": subject, "filter": { "network": terms.network } });
		let reviews: Vec<ReviewInfo> = at(REPUTATION).all("reviews_of", params).await?;
		let subject: Subject = typed(subject)?;
		let mut parties = BTreeMap::new();
		let from = reviews.iter().map(|info| info.record.from.as_str());
		for account in std::iter::once(subject.owner()).chain(from) {
			if let Entry::Vacant(place) = parties.entry(account.to_owned()) {
				let info: Option<ProfileInfo> = at(REPUTATION).one("profile", json!({ "who": account })).await?;
				let identity = at(IDENTITIES).one("did_subject", json!({ "identity": account })).await?;
				place.insert(Party { profile: info.map(|info| info.profile), identity });
			}
		}
		let (name, network) = (terms.name.clone(), terms.network);
		Ok(Self { block: found.block, subject, id, name, network, aggregate, reviews, parties })
	}

	/// The profile of an account.
	fn profile(&self, account: &str) -> Option<&Profile> {
		self.parties.get(account)?.profile.as_ref()
	}

	fn identity(&self, account: &str) -> Option<&Identity> {
		self.parties.get(account)?.identity.as_ref()
	}

	/// What an account is called.
	fn name_of(&self, account: &str) -> Option<&str> {
		let by_profile = self.profile(account).and_then(|profile| profile.name.as_deref());
		by_profile.or_else(|| self.identity(account)?.name.as_deref())
	}

	/// What names an account. That of no identity has no DID.
	fn id_of(&self, account: &str) -> String {
		match self.identity(account) {
			Some(_) => to_did(account),
			None => format!("urn:civitas:account:{account}"),
		}
	}

	/// As what the vocabulary has an account.
	fn type_of(&self, account: &str) -> &'static str {
		match self.identity(account).map(|identity| identity.kind.as_str()) {
			Some("person" | "delegate") => "Person",
			Some("organisation" | "group") => "Organization",
			Some("device") => "Product",
			// Nobody has said what it is.
			_ => "Thing",
		}
	}

	/// An account that has said something. That is a person or an organisation.
	fn author(&self, account: &str) -> Value {
		let ty = if self.type_of(account) == "Organization" { "Organization" } else { "Person" };
		node(ty, &self.id_of(account), self.name_of(account))
	}

	/// What is reviewed, as other nodes name it.
	fn item(&self) -> Value {
		let name = self.name.as_deref();
		match &self.subject {
			Subject::Account(account) => {
				node(self.type_of(account), &self.id_of(account), name.or_else(|| self.name_of(account)))
			},
			Subject::Thing(thing) => node(thing.of_vocabulary(), &format!("urn:civitas:subject:{}", self.id), name),
		}
	}

	/// What is reviewed, with all that is known of it.
	fn described(&self) -> Value {
		let mut item = self.item();
		let identifiers = match &self.subject {
			Subject::Account(account) => {
				if let Some(description) = self.profile(account).and_then(|profile| profile.description.as_deref()) {
					item["description"] = json!(description);
				}
				vec![property("account", account)]
			},
			Subject::Thing(Thing { owner, kind, hash }) => {
				vec![property("owner", &self.id_of(owner)), property("kind", kind), property("hash", hash)]
			},
		};
		item["identifier"] = json!(identifiers);
		item
	}

	/// A name of something that is so in this block only.
	fn at_block(&self, what: &str) -> String {
		format!("urn:civitas:{:?}:{what}:{}", self.block.hash, self.id)
	}

	/// What all this is, and of which block.
	fn dataset(&self) -> Value {
		let hash = format!("{:?}", self.block.hash);
		let mut identifiers =
			vec![property("blockHash", &hash), property("blockNumber", &self.block.number.to_string())];
		identifiers.extend(self.network.map(|network| property("network", &network.to_string())));
		let mut dataset = node("Dataset", &self.at_block("schema-org"), Some("Reviews"));
		dataset["about"] = self.item();
		dataset["dateModified"] = json!(date_time(self.block.time));
		dataset["identifier"] = json!(identifiers);
		dataset
	}

	/// The mean of all, and that of each dimension, if anybody has rated it.
	fn means(&self) -> Vec<Value> {
		let all = [(None, &self.aggregate.all)].into_iter();
		let dimensions = DIMENSIONS.into_iter().map(Some).zip(&self.aggregate.by_dimension);
		all.chain(dimensions).filter_map(|(aspect, counts)| self.mean(aspect, &counts.standing)).collect()
	}

	fn mean(&self, aspect: Option<&str>, standing: &[u32]) -> Option<Value> {
		let count: u64 = standing.iter().copied().map(u64::from).sum();
		let sum: u64 = (u64::from(WORST)..).zip(standing).map(|(rating, count)| rating * u64::from(*count)).sum();
		// In thousandths, and rounded down, as the chain has it.
		let mean = u32::try_from((sum * 1_000).checked_div(count)?).ok()?;
		let id = self.at_block("rating");
		let id = aspect.map_or_else(|| id.clone(), |aspect| format!("{id}:{aspect}"));
		let mut rating = node("AggregateRating", &id, None);
		rating["itemReviewed"] = self.item();
		rate(&mut rating, f64::from(mean) / 1e3, aspect);
		rating["ratingCount"] = json!(count);
		Some(rating)
	}

	/// A review that stands.
	fn review(&self, info: &ReviewInfo, opinion: &Opinion) -> Value {
		let ReviewInfo { review: id, record: Review { from, basis, given_at, version, latest, .. } } = info;
		let overall = [(None, opinion.rating)].into_iter();
		let dimensions = opinion.dimensions.iter().map(|(dimension, rating)| (Some(dimension.as_str()), *rating));
		let rated = |(aspect, value): (Option<&str>, u8)| {
			let mut rating = json!({ "@type": "Rating" });
			rate(&mut rating, value, aspect);
			rating
		};
		let mut keywords = vec![variant(basis).0];
		keywords.extend(opinion.incentive.then_some("incentive"));
		let mut review = node("Review", &format!("urn:civitas:review:{id}"), None);
		review["itemReviewed"] = self.item();
		review["author"] = self.author(from);
		review["dateCreated"] = json!(date_time(*given_at));
		review["datePublished"] = json!(date_time(latest.at));
		review["version"] = json!(u16::from(*version) + 1);
		review["reviewRating"] = overall.chain(dimensions).map(rated).collect();
		review["keywords"] = json!(keywords);
		if let Some(content) = &opinion.content {
			review["identifier"] = property("hash", content);
		}
		if let Some((content, at)) = &latest.response {
			let mut comment = json!({ "@type": "Comment" });
			comment["author"] = self.author(self.subject.owner());
			comment["datePublished"] = json!(date_time(*at));
			comment["identifier"] = property("hash", content);
			review["comment"] = comment;
		}
		review
	}
}

impl Subject {
	/// Who answers for it.
	fn owner(&self) -> &str {
		match self {
			Self::Account(account) => account,
			Self::Thing(thing) => &thing.owner,
		}
	}
}

impl Thing {
	/// As what the vocabulary has it.
	fn of_vocabulary(&self) -> &'static str {
		match self.kind.as_str() {
			"product" => "Product",
			"service" => "Service",
			"content" => "CreativeWork",
			"branch" => "LocalBusiness",
			"website" => "WebSite",
			_ => "Thing",
		}
	}
}

/// A node that others can name.
fn node(ty: &str, id: &str, name: Option<&str>) -> Value {
	let mut node = json!({ "@type": ty, "@id": id });
	if let Some(name) = name {
		node["name"] = json!(name);
	}
	node
}

/// What the vocabulary has no word for.
fn property(name: &str, value: &str) -> Value {
	json!({ "@type": "PropertyValue", "propertyID": name, "value": value })
}

/// How good it is, of how good it can be: on the whole, or in one respect.
fn rate(rating: &mut Value, value: impl Into<Value>, aspect: Option<&str>) {
	if let Some(aspect) = aspect {
		rating["reviewAspect"] = json!(aspect);
	}
	rating["ratingValue"] = value.into();
	rating["bestRating"] = json!(BEST);
	rating["worstRating"] = json!(WORST);
}

pub fn export(said: &Said) -> Result<Export, Failure> {
	let mut omitted = Omitted::default();
	let mut reviews = Vec::new();
	for info in &said.reviews {
		let state = info.record.state.as_str();
		if let Some((_, why)) = LEFT_OUT.into_iter().find(|(left_out, _)| *left_out == state) {
			omitted.add(why, format!("review {}", info.review));
			continue;
		}
		let ("open", opinion) = variant(&info.record.latest.said) else {
			return Err(Failure::unknown("node", format!("The review {} stands and says nothing.", info.review)));
		};
		reviews.push(said.review(info, &typed(opinion.clone())?));
	}
	let is_empty = reviews.is_empty();
	let mut graph = vec![said.dataset(), said.described()];
	graph.extend(said.means());
	graph.extend(reviews);
	Export::of_some(is_empty, format!("{:#}", json!({ "@context": CONTEXT, "@graph": graph })), omitted)
}

#[cfg(test)]
mod tests;
